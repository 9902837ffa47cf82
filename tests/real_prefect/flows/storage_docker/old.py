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


with Flow("stored", storage=Docker(
        registry_url="registry.example",
        base_image="python:3.8-slim",
        python_dependencies=["pandas==1.1.5"],
        image_name="etl",
        image_tag="7",
        env_vars={"STAGE": "test"},
        files={"/etc/hostname": "/data/hostname"},
        ignore_healthchecks=True,
    )) as flow:
    total(double.map(numbers()))
