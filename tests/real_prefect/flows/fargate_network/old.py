from prefect import Flow, task
from prefect.engine.executors import LocalDaskExecutor
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
    storage=Docker(registry_url="registry.example", image_name="etl", image_tag="7"),
) as flow:
    total(double.map(numbers()))

flow.environment = FargateTaskEnvironment(
    launch_type="EC2",
    region_name="eu-west-1",
    executor=LocalDaskExecutor(),
    family="etl",
    taskDefinition="etl",
    cpu="1024",
    memory="2048",
    networkConfiguration={"awsvpcConfiguration": {"subnets": ["subnet-1"]}},
    platformVersion="1.4.0",
    containerDefinitions=[
        {"name": "flow"},
        {"name": "sidecar", "image": "registry.example/sidecar:1", "command": ["serve"]},
    ],
)
