import os

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


with Flow("branches") as flow:
    total(double.map(numbers()))

if os.environ.get("PROFILE") == "big":
    flow.environment = LocalEnvironment(executor=LocalDaskExecutor(), labels=["big"])
else:
    flow.environment = LocalEnvironment(labels=["small"])
