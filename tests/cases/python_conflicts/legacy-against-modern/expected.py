from prefect import Flow, task
from prefect.executors import LocalDaskExecutor
from prefect.run_configs import LocalRun


@task
def number():
    return 1


with Flow("numbers") as flow:
    number()

flow.run_config = LocalRun()
flow.executor = LocalDaskExecutor(num_workers=4)
