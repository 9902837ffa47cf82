from prefect import Flow
from prefect.engine.executors import LocalDaskExecutor
from prefect.environments import LocalEnvironment

flow = Flow("nightly", environment=LocalEnvironment(LocalDaskExecutor(), labels=["big"]))
if __name__ == "__main__":
    flow.environment = None  # here, as it comes
    flow.register("etl")

other = Flow("other")
other.environment = None
