from prefect import Flow, task
from prefect.environments.storage import GitHub


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow("stored", storage=GitHub(repo="us/flows", path="etl.py", ref="main", secrets=["GITHUB_ACCESS_TOKEN"])) as flow:
    total(double.map(numbers()))
