from prefect import Flow, task
from prefect.engine.executors import LocalDaskExecutor
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


env = LocalEnvironment(executor=LocalDaskExecutor(), labels=["shared"])

with Flow("first", environment=env) as first:
    total(numbers())

second = Flow("second")
second.environment = env

with second:
    total(double.map(numbers()))
