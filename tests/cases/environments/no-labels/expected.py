from prefect import Flow
from prefect.executors import LocalDaskExecutor

one = Flow("one", executor=LocalDaskExecutor())
two = Flow("two")
three = Flow("three")
three.executor = LocalDaskExecutor()
