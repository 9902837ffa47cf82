from prefect import Flow, task
from prefect.engine.executors import DaskExecutor
from prefect.environments import LocalEnvironment


@task
def load(rows):
    return len(rows)


with Flow("nightly") as flow:
    load([1])

flow.environment = LocalEnvironment(executor=DaskExecutor(), labels=["night"])
