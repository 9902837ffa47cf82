from prefect import Flow
from prefect.run_configs import UniversalRun

flow = Flow("f", run_config=UniversalRun(labels=[c for c in "ab"]))
