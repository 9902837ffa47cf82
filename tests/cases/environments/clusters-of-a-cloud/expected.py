import dask_cloudprovider
from dask_cloudprovider import ECSCluster
from dask_cloudprovider.aws import FargateCluster
from prefect import Flow
from prefect.executors import DaskExecutor
from prefect.run_configs import UniversalRun

with Flow(
    "a",
    executor=DaskExecutor(
        cluster_class=ECSCluster,
        cluster_kwargs={"n_workers": 3, "skip_cleanup": True},
    ),
) as a:
    pass
b = Flow("b")
b.executor = DaskExecutor(cluster_class=FargateCluster, cluster_kwargs={"skip_cleanup": True})
b.run_config = UniversalRun(labels=["x"])
c = Flow("c")
c.executor = DaskExecutor(cluster_class=dask_cloudprovider.FargateCluster, cluster_kwargs={"skip_cleanup": True})
