from prefect import Flow, task
from prefect.environments import LocalEnvironment


@task
def numbers():
    return [1, 2, 3]


@task
def total(xs):
    return sum(xs)


options = {"environment": LocalEnvironment(labels=["a"])}
with Flow("dictionary", **options) as flow:
    total(numbers())
