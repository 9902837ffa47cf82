# etl
from prefect import (
    Flow,  # the flow
    task,
)
from prefect.environments import (  # old
    LocalEnvironment,
)
from prefect.engine.executors import LocalDaskExecutor as Threads; import os


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


labels = [
    "a",  # first
    *os.environ.get("MORE", "b c").split(),
]
flow = Flow(
    "layout",
    environment=LocalEnvironment(  # here
        labels=labels,  # who runs it
        executor=Threads(
            num_workers=2,
        ),
    ),
)
with flow:
    total(double.map(numbers()))
