from prefect import Flow, task
from prefect.run_configs import KubernetesRun


@task(max_retries=1)
def load(rows):
    """Write the rows."""
    return len(rows)


with Flow("nightly") as flow:
    load([1])

flow.run_config = KubernetesRun(image="etl:1")
<<<<<<< HEAD
||||||| base
flow.storage = Docker(registry_url="registry.example.com")
=======
PLACE = Docker
flow.storage = PLACE(registry_url="registry.example.com")
>>>>>>> feature
