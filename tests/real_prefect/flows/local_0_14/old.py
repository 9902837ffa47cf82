from prefect import Flow, task
from prefect.environments import LocalEnvironment
from prefect.executors import LocalDaskExecutor
from prefect.storage import Local


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow(
    "newer",
    environment=LocalEnvironment(executor=LocalDaskExecutor(), labels=["x"]),
    storage=Local("/tmp"),
) as flow:
    total(double.map(numbers()))
