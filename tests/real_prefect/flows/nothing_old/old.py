from prefect import Flow, task
from prefect.run_configs import UniversalRun
from prefect.executors import LocalDaskExecutor


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow("new", executor=LocalDaskExecutor(), run_config=UniversalRun(labels=["x"])) as flow:
    total(double.map(numbers()))
