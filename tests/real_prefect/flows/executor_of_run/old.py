from prefect import Flow, task
from prefect.engine.executors import DaskExecutor, LocalDaskExecutor


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow("run") as flow:
    total(double.map(numbers()))

if __name__ == "__main__":
    flow.run(executor=LocalDaskExecutor(scheduler="threads"))
    flow.run(executor=DaskExecutor(local_processes=False))
