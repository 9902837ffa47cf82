from prefect import Flow, task
from prefect.environments import RemoteEnvironment

import ours


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
    "own", environment=RemoteEnvironment(executor="ours.Careful", executor_kwargs={"tries": 2})
) as flow:
    total(double.map(numbers()))
