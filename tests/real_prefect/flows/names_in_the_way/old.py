from prefect import Flow, task
from prefect.engine.executors import LocalDaskExecutor
from prefect.environments import LocalEnvironment
from prefect.environments.storage import Local


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


class Settings:
    environment = "production"


def build(environment="test", storage=None):
    return {"environment": environment, "storage": storage}


run_config = build(environment=Settings.environment)

with Flow("in the way", environment=LocalEnvironment(LocalDaskExecutor())) as flow:
    total(double.map(numbers()))

flow.storage = Local("/tmp")

with Flow("again", environment=LocalEnvironment(labels=["b"])) as flow:
    total(numbers())
