from prefect import Flow, task
from prefect.environments import Environment


@task
def numbers():
    return [1, 2, 3]


@task
def total(xs):
    return sum(xs)


def bare():
    return Flow("bare", environment=Environment(labels=["a"]))


with Flow("base") as flow:
    total(numbers())
