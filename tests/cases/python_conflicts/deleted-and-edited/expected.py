from prefect import Flow, task
from prefect.run_configs import KubernetesRun
from prefect.storage import Docker
<<<<<<< HEAD
||||||| base


@task(max_retries=1)
def load(rows):
    """Write the rows."""
    return len(rows)
=======


@task(max_retries=1)
def load(rows):
    """Write the rows."""
    return sum(rows)
>>>>>>> feature


with Flow("nightly") as flow:
    pass

flow.run_config = KubernetesRun(image="etl:1")
flow.storage = Docker(registry_url="registry.example.com")
