from prefect import Flow, task
from prefect.environments.execution import RemoteEnvironment


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


env = RemoteEnvironment("prefect.engine.executors.dask.LocalDaskExecutor", {"scheduler": "threads"}, ["x"])

with Flow("remote", environment=env) as flow:
    total(double.map(numbers()))
