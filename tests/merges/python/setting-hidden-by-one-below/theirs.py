from prefect import Flow, task
from prefect.executors import DaskExecutor
from prefect.storage import Docker


@task
def count():
    return 1


with Flow("counts", storage=Docker(registry_url="r.two")) as flow:
    count()

flow.register(project_name="etl")
