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


with Flow("stored", storage=S3(bucket="flows", key="etl.py", stored_as_script=True, secrets=["AWS_CREDENTIALS"])) as flow:
    total(double.map(numbers()))
