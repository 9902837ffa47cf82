from prefect import Flow, task
from prefect.environments.storage import Azure
import os

os.environ["AZURE_STORAGE_CONNECTION_STRING"] = "AccountName=a"


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow("stored", storage=Azure("flows", os.environ["AZURE_STORAGE_CONNECTION_STRING"])) as flow:
    total(double.map(numbers()))
