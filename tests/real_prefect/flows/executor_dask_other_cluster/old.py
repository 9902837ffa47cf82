from prefect import Flow, task
from prefect.engine.executors import DaskExecutor
from prefect.environments import LocalEnvironment
from dask_kubernetes import KubeCluster


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


with Flow("executed", environment=LocalEnvironment(executor=DaskExecutor(
        cluster_class=KubeCluster, adapt_kwargs={"maximum": 4}, timeout=20
    ))) as flow:
    total(double.map(numbers()))
