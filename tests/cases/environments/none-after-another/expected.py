from prefect import Flow
from prefect.executors import LocalDaskExecutor
from prefect.run_configs import UniversalRun

flow = Flow("nightly", executor=LocalDaskExecutor(), run_config=UniversalRun(labels=["big"]))
if __name__ == "__main__":
    flow.executor = None  # here, as it comes
    flow.run_config = None
    flow.register("etl")

other = Flow("other")
