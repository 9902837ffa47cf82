from prefect import Flow, task
from prefect.environments import FargateTaskEnvironment
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


with Flow(
    "fargate",
    environment=FargateTaskEnvironment(cpu="256", memory="512", cluster="main", labels=["aws"]),
    storage=Docker(registry_url="registry.example", image_name="etl", image_tag="7"),
) as flow:
    total(double.map(numbers()))
