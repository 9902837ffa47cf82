from prefect import Flow, task
from prefect.engine.executors import LocalDaskExecutor
from prefect.run_configs import KubernetesRun


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow("positions", None, LocalDaskExecutor(), None, KubernetesRun(labels=["x"])) as flow:
    total(double.map(numbers()))
