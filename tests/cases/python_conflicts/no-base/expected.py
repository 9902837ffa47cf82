from prefect import Flow, Parameter, task
from prefect.run_configs import KubernetesRun
from prefect.storage import Docker


@task(max_retries=1)
def load(rows):
    """Write the rows."""
<<<<<<< HEAD
    return len(rows)
=======
    return max(rows)
>>>>>>> feature


with Flow("nightly") as flow:
<<<<<<< HEAD
    load([1])
=======
    load(Parameter("rows"))
>>>>>>> feature

flow.run_config = KubernetesRun(image="etl:1")
flow.storage = Docker(registry_url="registry.example.com")
