import prefect
from prefect import task


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with prefect.Flow(
    "dotted",
    environment=prefect.environments.LocalEnvironment(
        executor=prefect.engine.executors.LocalDaskExecutor(), labels=["x"]
    ),
    storage=prefect.environments.storage.Local("/tmp", validate=False),
) as flow:
    total(double.map(numbers()))
