from prefect import Flow, task
from prefect.environments.storage.docker import Docker


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


storage = Docker(registry_url="registry.example", image_name="etl", image_tag="7")

with Flow("one") as one:
    total(numbers())

with Flow("two") as two:
    total(double.map(numbers()))

for flow in (one, two):
    flow.storage = storage
    storage.add_flow(flow)
