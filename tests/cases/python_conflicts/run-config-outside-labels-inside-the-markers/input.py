from prefect import Flow, task
from prefect.executors import DaskExecutor
from prefect.run_configs import KubernetesRun
from prefect.storage import Local

DELAY = 3


@task(max_retries=2, retry_delay=DELAY)
def harvest(field):
    return field


@task
def press(olives):
    return olives


with Flow(
    "oil",
<<<<<<< HEAD
    executor=DaskExecutor(),
||||||| base
    environment=LocalEnvironment(executor=DaskExecutor()),
=======
    environment=LocalEnvironment(executor=DaskExecutor(), labels=["press"]),
>>>>>>> topic
    storage=Local(),
) as flow:
    press(harvest("south"))

print(flow)

flow.run_config = KubernetesRun()
flow.register(project_name="farm")
