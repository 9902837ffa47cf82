from prefect import Flow, task
from prefect.environments.storage import Azure


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow("stored", storage=Azure("flows", connection_string="AccountName=a;AccountKey=b")) as flow:
    total(double.map(numbers()))
