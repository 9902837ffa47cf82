from prefect import Flow, task
from prefect.environments import LocalEnvironment
from prefect.executors import DaskExecutor


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow("newest", environment=LocalEnvironment(executor=DaskExecutor("tcp://10.0.0.1:8786"))) as flow:
    total(double.map(numbers()))
