import prefect.engine.executors as executors
from prefect import Flow, environments, task
from prefect.environments import LocalEnvironment as Environment
from prefect.environments import storage as places


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow("aliased", environment=Environment(executors.LocalDaskExecutor())) as flow:
    total(double.map(numbers()))

flow.storage = places.Local("/tmp")
