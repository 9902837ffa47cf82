from prefect import Flow, task
from prefect.executors import DaskExecutor
from prefect.storage import Docker


@task
def count():
    return 1


<<<<<<< HEAD
with Flow("counts") as flow:
=======
with Flow("counts", storage=Docker(registry_url="r.two")) as flow:
>>>>>>> topic
    count()

flow.storage = Docker(registry_url="r.one")
flow.register(project_name="etl")
