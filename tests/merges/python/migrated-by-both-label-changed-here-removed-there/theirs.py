from prefect import Flow, task
from prefect.executors import DaskExecutor


@task
def load(rows):
    return len(rows)


with Flow("nightly") as flow:
    load([1])

flow.executor = DaskExecutor()
