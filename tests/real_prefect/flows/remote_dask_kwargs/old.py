from prefect import Flow, task
from prefect.environments.execution.dask import RemoteDaskEnvironment


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
    "remote dask",
    environment=RemoteDaskEnvironment(
        "tcp://10.0.0.1:8786", executor_kwargs={"timeout": 30, "client_kwargs": {"name": "etl"}}
    ),
) as flow:
    total(double.map(numbers()))
