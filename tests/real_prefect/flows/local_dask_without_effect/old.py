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


with Flow("nthreads", environment=LocalEnvironment(LocalDaskExecutor(nthreads=4))) as flow:
    total(double.map(numbers()))
