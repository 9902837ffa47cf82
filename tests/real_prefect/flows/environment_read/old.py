from prefect import Flow, task
from prefect.environments import LocalEnvironment


@task
def numbers():
    return [1, 2, 3]


@task
def total(xs):
    return sum(xs)


with Flow("read", environment=LocalEnvironment(labels=["a"])) as flow:
    total(numbers())

assert isinstance(flow.environment, object)
print(flow.environment.metadata)
