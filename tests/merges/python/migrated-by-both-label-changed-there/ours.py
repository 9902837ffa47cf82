from prefect import Flow, task
from prefect.executors import DaskExecutor
from prefect.run_configs import UniversalRun


@task
def load(rows):
    return len(rows)


with Flow("daily") as flow:
    load([1])

flow.executor = DaskExecutor()
flow.run_config = UniversalRun(labels=["night"])
