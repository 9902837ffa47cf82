"""The older side stands first."""

from prefect import Flow, task
from prefect.executors import LocalDaskExecutor
from prefect.run_configs import UniversalRun


@task
def numbers():
    return [1, 2, 3]


with Flow("numbers") as flow:
    numbers()

flow.executor = LocalDaskExecutor()
flow.run_config = UniversalRun(labels=["gpu"])  # one agent has it
