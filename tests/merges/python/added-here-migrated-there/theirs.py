from prefect import Flow, task
from prefect.executors import DaskExecutor
from prefect.storage import Docker


@task
def load(rows):
    return len(rows)


with Flow("nightly", executor=DaskExecutor(), storage=Docker(registry_url="r")) as flow:
    load([1])
