from prefect import Flow, task
from prefect.environments import RemoteDaskEnvironment


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow("remote dask", environment=RemoteDaskEnvironment(address="10.0.0.1:8786")) as flow:
    total(double.map(numbers()))
