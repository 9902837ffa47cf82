from prefect import Flow, task
from prefect.environments.storage import Bitbucket


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow("stored", storage=Bitbucket(project="us", repo="flows", host="https://git.example", path="etl.py")) as flow:
    total(double.map(numbers()))
