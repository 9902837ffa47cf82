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


def environment(label):
    return LocalEnvironment(executor=LocalDaskExecutor(), labels=[label])


with Flow("factory", environment=environment("x")) as flow:
    total(double.map(numbers()))
