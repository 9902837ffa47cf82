from prefect import Flow, task
from prefect.environments.storage import S3


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow("stored", storage=S3("flows", "etl.py", True)) as flow:
    total(double.map(numbers()))
