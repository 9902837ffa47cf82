from prefect import Flow, task
<<<<<<< HEAD
from prefect.executors import LocalDaskExecutor
from prefect.run_configs import LocalRun
=======
from prefect.engine.executors import LocalDaskExecutor
from prefect.environments import LocalEnvironment
>>>>>>> feature


@task
def number():
    return 1


<<<<<<< HEAD
with Flow("numbers") as flow:
    number()

flow.run_config = LocalRun()
flow.executor = LocalDaskExecutor(num_workers=4)
=======
flow = Flow("numbers", environment=LocalEnvironment(executor=LocalDaskExecutor(num_workers=4)))
flow.add_task(number)
>>>>>>> feature
