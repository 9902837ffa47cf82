from prefect import Flow, task
from prefect.engine.executors import LocalDaskExecutor
from prefect.environments import LocalEnvironment


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow("attribute") as flow:
    total(double.map(numbers()))

flow.environment = LocalEnvironment(
    executor=LocalDaskExecutor(scheduler="threads", num_workers=2),  # two are enough
    labels={"a", "b"},
)
