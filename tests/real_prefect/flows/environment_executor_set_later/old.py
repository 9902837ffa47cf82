from prefect import Flow, task
from prefect.engine.executors import LocalDaskExecutor


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow("later") as flow:
    total(double.map(numbers()))

flow.environment.executor = LocalDaskExecutor()
