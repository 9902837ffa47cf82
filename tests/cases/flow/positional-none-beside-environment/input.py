from prefect import Flow
from prefect.engine.executors import LocalDaskExecutor
from prefect.environments import LocalEnvironment
from prefect.environments.storage import Local

one = Flow("one", None, None, LocalEnvironment(labels=["x"]), None, Local())
two = Flow("two", None, None, LocalEnvironment(executor=LocalDaskExecutor()))
three = Flow("three", executor=None, environment=LocalEnvironment(LocalDaskExecutor()), run_config=None)
