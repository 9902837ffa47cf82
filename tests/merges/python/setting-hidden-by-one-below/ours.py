from prefect import Flow, task
from prefect.executors import DaskExecutor
from prefect.storage import Docker


@task
def count():
    return 1


with Flow("counts") as flow:
    count()

flow.storage = Docker(registry_url="r.one")
flow.register(project_name="etl")
