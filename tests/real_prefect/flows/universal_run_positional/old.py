from prefect import Flow, task
from prefect.engine.executors import LocalDaskExecutor
from prefect.run_configs import UniversalRun


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow("universal", run_config=UniversalRun(["x", "y"]), executor=LocalDaskExecutor()) as flow:
    total(double.map(numbers()))
