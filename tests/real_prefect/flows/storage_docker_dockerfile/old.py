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
        registry_url="registry.example", dockerfile="Dockerfile", image_name="etl", image_tag="7",
        prefect_directory="/srv/prefect", extra_dockerfile_commands=["RUN true"],
    )) as flow:
    total(double.map(numbers()))
