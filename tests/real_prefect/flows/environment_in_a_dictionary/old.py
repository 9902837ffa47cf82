from prefect import Flow, task
from prefect.environments import LocalEnvironment


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


config = {"environment": LocalEnvironment(labels=["x"])}

with Flow("dictionary", **config) as flow:
    total(double.map(numbers()))
