from prefect import Flow
from prefect.executors import LocalDaskExecutor
from prefect.run_configs import UniversalRun

executor = LocalDaskExecutor()
flow = Flow("one", executor=executor, run_config=UniversalRun(labels=["a"]))
