from prefect import Flow, context, task
from prefect.environments import DaskKubernetesEnvironment
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


context.setdefault("secrets", {})["DOCKER"] = {
    "docker-server": "a", "docker-username": "b", "docker-password": "c", "docker-email": "d"
}

with Flow(
    "dask on kubernetes",
    environment=DaskKubernetesEnvironment(private_registry=True, docker_secret="DOCKER"),
    storage=Docker(registry_url="registry.example", image_name="etl", image_tag="7"),
) as flow:
    total(double.map(numbers()))
