from prefect import Flow, task
from prefect.engine.result_handlers import GCSResultHandler


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow("kept", result_handler=GCSResultHandler(bucket="results")) as flow:
    total(double.map(numbers()))
