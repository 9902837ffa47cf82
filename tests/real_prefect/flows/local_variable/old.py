import prefect
from prefect import Flow, task
from prefect.engine.executors import LocalDaskExecutor
from prefect.environments.execution import LocalEnvironment


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


env = LocalEnvironment(executor=LocalDaskExecutor("synchronous"))

with Flow("variable", environment=env) as flow:
    total(double.map(numbers()))
