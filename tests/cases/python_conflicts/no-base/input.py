<<<<<<< HEAD
from prefect import Flow, task
=======
from prefect import Flow, Parameter, task
>>>>>>> feature
from prefect.run_configs import KubernetesRun
from prefect.storage import Docker


@task(max_retries=1)
def load(rows):
    """Write the rows."""
<<<<<<< HEAD
    return len(rows)


with Flow("nightly") as flow:
    load([1])
=======
    return max(rows)


with Flow("nightly") as flow:
    load(Parameter("rows"))
>>>>>>> feature

flow.run_config = KubernetesRun(image="etl:1")
flow.storage = Docker(registry_url="registry.example.com")
