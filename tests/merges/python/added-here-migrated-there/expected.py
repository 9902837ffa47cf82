from prefect import Flow, task
from prefect.executors import DaskExecutor
from prefect.storage import Docker


@task
def load(rows):
    return len(rows)


with Flow("nightly", executor=DaskExecutor(adapt_kwargs={"maximum": 4}), storage=Docker(registry_url="r", image_tag="7")) as flow:
    load([1])
