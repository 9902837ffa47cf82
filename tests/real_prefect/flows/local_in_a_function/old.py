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


def configured(flow):
    flow.environment = LocalEnvironment(executor=LocalDaskExecutor())
    return flow


with Flow("configured") as flow:
    total(double.map(numbers()))

configured(flow)
