from prefect import Flow, task
from prefect.environments import DaskKubernetesEnvironment
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
    "dask on kubernetes",
    environment=DaskKubernetesEnvironment(
        max_workers=4, image_pull_secret="one,two", metadata={"image": "registry.example/etl:7"}
    ),
    storage=S3("flows", add_default_labels=False),
) as flow:
    total(double.map(numbers()))
