from prefect import Flow, task
from prefect.engine.result_handlers import AzureResultHandler


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow("kept", result_handler=AzureResultHandler("results", connection_string="AccountName=a")) as flow:
    total(double.map(numbers()))
