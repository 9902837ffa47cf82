from prefect import Flow
from prefect.executors import LocalDaskExecutor
from prefect.run_configs import UniversalRun
from prefect.storage import Local

one = Flow("one", None, None, run_config=UniversalRun(labels=["x"]), storage=Local())
two = Flow("two", None, executor=LocalDaskExecutor())
three = Flow("three", executor=LocalDaskExecutor(), run_config=None)
