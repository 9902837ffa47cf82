import dask_cloudprovider
from dask_cloudprovider import ECSCluster
from dask_cloudprovider.aws import FargateCluster
from prefect import Flow
from prefect.environments import DaskCloudProviderEnvironment

with Flow("a", environment=DaskCloudProviderEnvironment(ECSCluster, n_workers=3)) as a:
    pass
b = Flow("b")
b.environment = DaskCloudProviderEnvironment(provider_class=FargateCluster, labels=["x"])
c = Flow("c")
c.environment = DaskCloudProviderEnvironment(dask_cloudprovider.FargateCluster)
