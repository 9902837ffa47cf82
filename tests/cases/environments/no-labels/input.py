from prefect import Flow
from prefect.engine.executors import LocalDaskExecutor
from prefect.environments import LocalEnvironment

one = Flow("one", environment=LocalEnvironment(LocalDaskExecutor(), labels=[]))
two = Flow("two", environment=LocalEnvironment(labels=list()))
three = Flow("three")
three.environment = LocalEnvironment(executor=LocalDaskExecutor(), labels=())
