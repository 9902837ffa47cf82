from prefect import Flow, task
from prefect.run_configs import KubernetesRun
from prefect.storage import Docker


@task(max_retries=1)
def load(rows):
    """Write the rows."""
<<<<<<< HEAD
    return sum(rows)
||||||| base
    return len(rows)
=======
    return max(rows)
>>>>>>> feature


with Flow("nightly") as flow:
    load([1])

flow.run_config = KubernetesRun(image="etl:1")
flow.storage = Docker(registry_url="registry.example.com")
