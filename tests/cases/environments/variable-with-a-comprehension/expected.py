from prefect import Flow
from prefect.run_configs import UniversalRun

run_config = UniversalRun(labels=[c for c in "ab"])
flow = Flow("f", run_config=run_config)
