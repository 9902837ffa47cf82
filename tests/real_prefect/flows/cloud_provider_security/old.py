from dask_cloudprovider import FargateCluster
from distributed.security import Security

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
        FargateCluster,
        security=Security(tls_ca_file="ca.pem"),
        image="registry.example/etl:7",
        skip_cleanup=False,
        n_workers=2,
    ),
) as flow:
    total(double.map(numbers()))
