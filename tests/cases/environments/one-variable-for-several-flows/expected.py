from prefect import Flow
from prefect.executors import LocalDaskExecutor
from prefect.run_configs import UniversalRun

# Shared by all flows here.
EXECUTOR = LocalDaskExecutor(scheduler="threads", num_workers=8)
RUN_CONFIG = UniversalRun(labels=["shared"])

one = Flow("one", executor=EXECUTOR, run_config=RUN_CONFIG)
two = Flow("two")
two.executor = EXECUTOR
two.run_config = RUN_CONFIG


def three():
    flow = Flow("three")
    flow.executor = EXECUTOR
    flow.run_config = RUN_CONFIG
    return flow
