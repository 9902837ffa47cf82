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


flow = Flow(
    "positions",
    None,
    None,
    None,
    None,
    Docker(registry_url="registry.example", image_name="etl", image_tag="7"),
)

with flow:
    total(double.map(numbers()))
