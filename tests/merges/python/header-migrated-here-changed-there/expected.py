from prefect import Flow, task
from prefect.executors import DaskExecutor
from prefect.run_configs import LocalRun


@task
def join(x, y):
    return x + y


@task
def twice(x):
    return 2 * x


with Flow("words", executor=DaskExecutor(address="tcp://dask-b:8786"), run_config=LocalRun(labels=["etl"])) as flow:
    a = join(1, 2)
    b = twice(join(a, 3))

flow.register(project_name="demo", labels=["x"])
