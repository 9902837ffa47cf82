from prefect import Flow
from prefect.engine.executors import LocalDaskExecutor
from prefect.environments import LocalEnvironment

executor = LocalDaskExecutor()
environment = LocalEnvironment(executor=executor, labels=["a"])
flow = Flow("one", environment=environment)
