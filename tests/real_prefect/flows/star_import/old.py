from prefect import Flow, task
from prefect.environments.storage import *
from prefect.environments import *


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow("star", storage=Local("/tmp"), environment=LocalEnvironment(labels=["x"])) as flow:
    total(double.map(numbers()))
