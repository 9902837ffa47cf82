from prefect import Flow, task
from prefect.run_configs import KubernetesRun
from prefect.storage import Docker


<<<<<<< HEAD
@task(max_retries=2)
def load(rows):
||||||| base
@task(max_retries=1)
def load(rows):
=======
@task(max_retries=1)
def load(rows, limit=10):
>>>>>>> feature
    """Write the rows."""
    return len(rows)


with Flow("nightly") as flow:
    load([1])

flow.run_config = KubernetesRun(image="etl:1")
flow.storage = Docker(registry_url="registry.example.com")
