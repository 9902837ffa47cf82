from prefect import Flow, task
from prefect.environments import LocalEnvironment
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


with Flow(
    "image",
    environment=LocalEnvironment(labels=["k8s"], metadata={"image": "registry.example/etl:7"}),
    storage=S3("flows", add_default_labels=False),
) as flow:
    total(double.map(numbers()))
