from prefect import Flow, task
from prefect.executors import LocalDaskExecutor
from prefect.run_configs import UniversalRun


@task
def numbers(n):
    return list(range(n))


with Flow("numbers") as flow:
<<<<<<< HEAD
    numbers(3)
=======
    numbers(4)
>>>>>>> old

flow.executor = LocalDaskExecutor()
flow.run_config = UniversalRun(labels=["gpu"])
