<<<<<<< HEAD
from prefect import Flow, Parameter, task
||||||| base
from prefect import Flow, task
=======
from prefect import Flow, task, unmapped
>>>>>>> feature
from prefect.run_configs import KubernetesRun
from prefect.storage import Docker


<<<<<<< HEAD
@task(max_retries=3)
||||||| base
@task(max_retries=1)
=======
@task(max_retries=1, log_stdout=True)
>>>>>>> feature
def load(rows):
    """Write the rows."""
    return unmapped(rows)


<<<<<<< HEAD
with Flow("nightly") as flow:
    load(Parameter("rows"))
||||||| base
with Flow("nightly") as flow:
    load([1])
=======
with Flow("nightly-load") as flow:
    load([1])
>>>>>>> feature

<<<<<<< HEAD
flow.run_config = KubernetesRun(image="etl:2")
||||||| base
flow.run_config = KubernetesRun(image="etl:1")
=======
flow.run_config = KubernetesRun(image="etl:1", labels=["spot"])
>>>>>>> feature
flow.storage = Docker(registry_url="registry.example.com")
