from prefect import Flow, task
from prefect.environments import RemoteEnvironment


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
    "remote", environment=RemoteEnvironment("prefect.engine.executors.LocalDaskExecutor")
) as flow:
    total(double.map(numbers()))
