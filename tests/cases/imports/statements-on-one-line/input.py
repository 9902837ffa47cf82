import os; from prefect import Flow; from prefect.environments import LocalEnvironment
from prefect.engine.executors import LocalDaskExecutor; import sys

flow = Flow("a"); flow.environment = LocalEnvironment(executor=LocalDaskExecutor(), labels=["a"]); print(flow)
if os.environ.get("BIG"): from prefect.environments import RemoteEnvironment; flow.environment = RemoteEnvironment(executor="prefect.engine.executors.DaskExecutor")  # the big one
else: flow.environment = LocalEnvironment()  # as it was
for other in [Flow("b"), Flow("c")]: other.environment = LocalEnvironment()
print(sys.argv)
