from prefect import Flow, task
from prefect.engine.executors import DaskExecutor


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow("uncertain") as flow:
    total(double.map(numbers()))

options = {"local_processes": False}
flow.run(executor=DaskExecutor(n_workers=1, **options))
