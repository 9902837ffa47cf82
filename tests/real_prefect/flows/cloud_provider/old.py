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


with Flow(
    "fargate cluster",
    environment=DaskCloudProviderEnvironment(
        provider_class=FargateCluster,
        adaptive_min_workers=1,
        adaptive_max_workers=4,
        labels=["aws"],
        image="registry.example/etl:7",
        region_name="eu-west-1",
        worker_cpu=512,
    ),
) as flow:
    total(double.map(numbers()))
