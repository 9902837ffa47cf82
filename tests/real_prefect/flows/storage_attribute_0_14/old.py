from prefect import Flow, task
from prefect.environments.storage import S3, Docker


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow("stored") as flow:
    total(double.map(numbers()))

flow.storage = S3("flows")
