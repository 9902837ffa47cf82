from prefect import Flow, task
<<<<<<< HEAD
from prefect.executors import LocalDaskExecutor
from prefect.run_configs import UniversalRun
=======
from prefect.engine.executors import LocalDaskExecutor
from prefect.environments import LocalEnvironment
>>>>>>> old


@task
def numbers(n):
    return list(range(n))


with Flow("numbers") as flow:
<<<<<<< HEAD
    numbers(3)

flow.executor = LocalDaskExecutor()
flow.run_config = UniversalRun(labels=["gpu"])
=======
    numbers(4)

flow.environment = LocalEnvironment(executor=LocalDaskExecutor(), labels=["gpu"])
>>>>>>> old
