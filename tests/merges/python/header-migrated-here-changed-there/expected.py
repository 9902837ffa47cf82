from prefect import Flow, task
from prefect.executors import DaskExecutor
from prefect.run_configs import LocalRun


@task
def join(x, y):
    return x + y


with Flow("words", executor=DaskExecutor(address="tcp://dask-b:8786"), run_config=LocalRun(labels=["etl"])) as flow:
    a = join(1, 2)
    b = join(join(a, 3), 4)

flow.register(project_name="demo", labels=["x"])
