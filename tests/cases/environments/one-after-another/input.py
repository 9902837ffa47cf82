import os

from prefect import Flow
from prefect.engine.executors import LocalDaskExecutor
from prefect.environments import LocalEnvironment

flow = Flow("a", environment=LocalEnvironment(executor=LocalDaskExecutor(), labels=["a"]))
flow.environment = LocalEnvironment(labels=["b"])
if os.environ.get("LOCAL"):
    flow.environment = LocalEnvironment()

flow = Flow("b")
if os.environ.get("PROD"):
    flow.environment = LocalEnvironment(executor=LocalDaskExecutor())
elif os.environ.get("STAGE"):
    flow.environment = LocalEnvironment()
else:
    flow.environment = LocalEnvironment(labels=["local"])


def build(prod):
    flow = Flow("c")
    if prod:
        flow.environment = LocalEnvironment(executor=LocalDaskExecutor())
        return flow
    flow.environment = LocalEnvironment(labels=["c"])
    return flow


flow = Flow("d"); flow.environment = LocalEnvironment(executor=LocalDaskExecutor())
flow.environment = LocalEnvironment(labels=["d"]); flow.register("p")

flow = Flow("e")
flow.environment = LocalEnvironment(executor=LocalDaskExecutor())
if os.environ.get("LOUD"):
    flow.environment = LocalEnvironment(on_exit=print)

flow = Flow("f", environment=build(True))
flow.environment = LocalEnvironment(labels=["f"])
