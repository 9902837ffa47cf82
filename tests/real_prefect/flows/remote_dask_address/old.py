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
    "remote",
    environment=RemoteEnvironment(
        executor="prefect.engine.executors.DaskExecutor",
        executor_kwargs={"address": "tcp://10.0.0.1:8786", "debug": True},
        labels=["dask"],
    ),
) as flow:
    total(double.map(numbers()))
