from prefect import Flow, task
from prefect.executors import DaskExecutor
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
    # of the whole farm
    environment=LocalEnvironment(executor=DaskExecutor()),
=======
    executor=DaskExecutor(),
>>>>>>> topic
    storage=Local(),
) as flow:
    press(harvest("south"))

print(flow)

flow.register(project_name="farm")
