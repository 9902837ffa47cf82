from prefect import Flow, task
from prefect.engine.executors import DaskExecutor
from prefect.environments import LocalEnvironment
from prefect.environments.storage import Docker


@task
def load(rows):
    return len(rows)


with Flow("nightly", environment=LocalEnvironment(executor=DaskExecutor()), storage=Docker(registry_url="r")) as flow:
    load([1])
