from prefect import Flow, task
from prefect.environments import LocalEnvironment
from prefect.environments.storage import CodeCommit


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow(
    "image",
    environment=LocalEnvironment(metadata={"image": "registry.example/etl:7"}),
    storage=CodeCommit("flows", path="flow.py"),
) as flow:
    total(double.map(numbers()))
