from prefect import Flow, task
from prefect.agent.docker import DockerAgent
from prefect.agent.local import LocalAgent


@task
def numbers():
    return [1, 2, 3]


@task
def total(xs):
    return sum(xs)


def agents():
    return [LocalAgent(labels=["a"], storage_labels=False), DockerAgent(network="x", docker_interface=False)]


with Flow("agents") as flow:
    total(numbers())
