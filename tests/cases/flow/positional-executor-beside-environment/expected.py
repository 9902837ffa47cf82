from prefect import Flow
from prefect.executors import LocalDaskExecutor, LocalExecutor
from prefect.environments import LocalEnvironment

flow = Flow("one", None, LocalExecutor(), LocalEnvironment(executor=LocalDaskExecutor()))
