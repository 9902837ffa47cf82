from prefect import Flow, task
from prefect.environments import LocalEnvironment
from prefect.engine.executors import DaskExecutor
from prefect.environments.storage import Local

PAUSE = 3


<<<<<<< HEAD
@task(max_retries=2, retry_delay=PAUSE)
||||||| base
@task(max_retries=2, retry_delay=DELAY)
=======
@task(max_retries=5, retry_delay=DELAY)
>>>>>>> topic
def harvest(field):
    return field


@task(max_retries=1, retry_delay=DELAY)
def press(olives):
    return olives


with Flow(
    "oil",
    environment=LocalEnvironment(executor=DaskExecutor()),
    storage=Local(),
) as flow:
    press(harvest("south"))

print(flow)

flow.register(project_name="farm")
