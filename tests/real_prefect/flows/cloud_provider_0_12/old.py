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


with Flow("fargate cluster") as flow:
    total(double.map(numbers()))

flow.environment = DaskCloudProviderEnvironment(
    FargateCluster, 2, 6, image="registry.example/etl:7", executor_kwargs={"debug": True}
)
