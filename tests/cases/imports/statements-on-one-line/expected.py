import os; from prefect import Flow; from prefect.run_configs import UniversalRun
from prefect.executors import LocalDaskExecutor; import sys

flow = Flow("a"); flow.executor = LocalDaskExecutor(); flow.run_config = UniversalRun(labels=["a"]); print(flow)
if os.environ.get("BIG"): from prefect.executors import DaskExecutor; flow.executor = DaskExecutor(); flow.run_config = None  # the big one
else: flow.executor = None; flow.run_config = None  # as it was
for other in [Flow("b"), Flow("c")]: pass
print(sys.argv)
