from prefect import Flow, task
from prefect.environments import LocalEnvironment
from prefect.engine.executors import DaskExecutor


@task
def join(x, y):
    return x + y


with Flow("words", environment=LocalEnvironment(executor=DaskExecutor(address="tcp://dask-b:8786"), labels=["etl"])) as flow:
    a = join(1, 2)
    b = join(join(a, 3), 4)

flow.register(project_name="demo", labels=["x"])
