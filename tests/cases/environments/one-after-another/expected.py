import os

from prefect import Flow
from prefect.environments import LocalEnvironment
from prefect.executors import LocalDaskExecutor
from prefect.run_configs import UniversalRun

flow = Flow("a", executor=LocalDaskExecutor(), run_config=UniversalRun(labels=["a"]))
flow.executor = None
flow.run_config = UniversalRun(labels=["b"])
if os.environ.get("LOCAL"):
    flow.executor = None
    flow.run_config = None

flow = Flow("b")
if os.environ.get("PROD"):
    flow.executor = LocalDaskExecutor()
elif os.environ.get("STAGE"):
    pass
else:
    flow.run_config = UniversalRun(labels=["local"])


def build(prod):
    flow = Flow("c")
    if prod:
        flow.executor = LocalDaskExecutor()
        return flow
    flow.run_config = UniversalRun(labels=["c"])
    return flow


flow = Flow("d"); flow.executor = LocalDaskExecutor()
flow.executor = None; flow.run_config = UniversalRun(labels=["d"]); flow.register("p")

flow = Flow("e")
flow.environment = LocalEnvironment(executor=LocalDaskExecutor())
if os.environ.get("LOUD"):
    flow.environment = LocalEnvironment(on_exit=print)

flow = Flow("f", environment=build(True))
flow.run_config = UniversalRun(labels=["f"])
