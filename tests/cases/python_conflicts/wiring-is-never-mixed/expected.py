from prefect import Flow, task
from prefect.run_configs import KubernetesRun
from prefect.storage import Docker


@task(max_retries=1)
def load(rows):
    """Write the rows."""
    return len(rows)


<<<<<<< HEAD
with Flow("nightly") as flow:
    load([1])
||||||| base
flow = Flow("nightly")
load.bind([1], flow=flow)
=======
flow = Flow("nightly")
load.bind([1], flow=flow)
load.set_upstream(flow.add_task(load.copy()), flow=flow)
>>>>>>> feature

flow.run_config = KubernetesRun(image="etl:1")
flow.storage = Docker(registry_url="registry.example.com")
