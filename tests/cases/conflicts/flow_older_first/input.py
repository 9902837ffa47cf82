"""The older side stands first."""

<<<<<<< HEAD
from prefect import Flow, task
from prefect.engine.executors import LocalDaskExecutor
from prefect.environments import LocalEnvironment
=======
from prefect import Flow, task
from prefect.executors import LocalDaskExecutor
from prefect.run_configs import UniversalRun
>>>>>>> upstream


@task
def numbers():
    return [1, 2, 3]


with Flow("numbers") as flow:
    numbers()

<<<<<<< HEAD
flow.environment = LocalEnvironment(executor=LocalDaskExecutor(), labels=["gpu"])
=======
flow.executor = LocalDaskExecutor()
flow.run_config = UniversalRun(labels=["gpu"])  # one agent has it
>>>>>>> upstream
