from dask_cloudprovider import FargateCluster

from prefect import Flow, task
from prefect.environments import DaskCloudProviderEnvironment


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


def sized(parameters, provider_kwargs):
    provider_kwargs["n_workers"] = parameters.get("n", 1)


with Flow(
    "fargate cluster",
    environment=DaskCloudProviderEnvironment(FargateCluster, on_execute=sized, image="i"),
) as flow:
    total(double.map(numbers()))
