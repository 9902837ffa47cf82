from prefect import Flow, Parameter, task
from prefect.run_configs import KubernetesRun
from prefect.storage import Docker


<<<<<<< HEAD
@task(max_retries=1)
def load(rows):
    """Write the rows."""
    return len(rows)
=======
@task(max_retries=1)
def load(rows):
    """Write the rows."""
    return max(rows)
>>>>>>> feature


<<<<<<< HEAD
with Flow("nightly") as flow:
    load([1])
=======
with Flow("nightly") as flow:
    load(Parameter("rows"))
>>>>>>> feature

flow.run_config = KubernetesRun(image="etl:1")
flow.storage = Docker(registry_url="registry.example.com")
