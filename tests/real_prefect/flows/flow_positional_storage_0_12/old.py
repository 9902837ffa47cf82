from prefect import Flow, task
from prefect.environments.storage import Local


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow("positions", None, None, Local("/tmp")) as flow:
    total(double.map(numbers()))
