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


with Flow("later", environment=LocalEnvironment(labels=["one"])) as flow:
    total(double.map(numbers()))

flow.environment.labels.add("two")
flow.environment.labels.update(["three"])
