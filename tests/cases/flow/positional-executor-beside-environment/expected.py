from prefect import Flow
from prefect.environments import LocalEnvironment
from prefect.executors import LocalDaskExecutor, LocalExecutor

flow = Flow("one", None, LocalExecutor(), LocalEnvironment(executor=LocalDaskExecutor()))
