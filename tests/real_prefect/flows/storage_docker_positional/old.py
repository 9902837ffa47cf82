from prefect import Flow, task
from prefect.environments.storage import Docker


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow("stored", storage=Docker(
        "registry.example", "python:3.8-slim", None, ["pandas==1.1.5"], "etl", "7"
    )) as flow:
    total(double.map(numbers()))
