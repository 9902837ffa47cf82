from unittest import mock

from prefect import Flow, task
from prefect.environments.storage import Docker


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with mock.patch("prefect.environments.storage.Docker.push_image"):
    storage = Docker(registry_url="registry.example", image_name="etl", image_tag="7")

with Flow("strings", storage=storage) as flow:
    total(double.map(numbers()))
