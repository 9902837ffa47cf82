from prefect import Flow, task
from prefect.engine.executors import DaskExecutor
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


with Flow("executed", environment=LocalEnvironment(executor=DaskExecutor(
        cluster_class="dask_kubernetes.KubeCluster",
        cluster_kwargs={"n_workers": 1},
        adapt_kwargs={"maximum": 4},
        client_kwargs={"timeout": 20},
        debug=True,
    ))) as flow:
    total(double.map(numbers()))
