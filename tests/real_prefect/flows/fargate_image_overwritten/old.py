from prefect import Flow, task
from prefect.environments import FargateTaskEnvironment
from prefect.environments.storage import GCS


@task
def numbers():
    return [1, 2, 3]


@task
def total(xs):
    return sum(xs)


with Flow(
    "overwritten",
    storage=GCS("flows", add_default_labels=False),
    environment=FargateTaskEnvironment(
        cpu="256",
        memory="512",
        region="eu-west-1",
        metadata={"image": "us/flows:1"},
        containerDefinitions=[{"name": "flow", "image": "image", "command": ["x"]}],
    ),
) as flow:
    total(numbers())
