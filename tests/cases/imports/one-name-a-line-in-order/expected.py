from dask_kubernetes import KubeCluster
from dask_kubernetes import make_pod_spec
from prefect import Flow
from prefect import Parameter
from prefect import context
from prefect.executors import DaskExecutor
from prefect.run_configs import KubernetesRun
from prefect.run_configs import UniversalRun

flow = Flow(
    "x",
    executor=DaskExecutor(
        cluster_class=lambda: KubeCluster(
            make_pod_spec(image=context.image),
            deploy_mode="local",
        ),
        adapt_kwargs={"minimum": 1, "maximum": 2},
    ),
    run_config=KubernetesRun(labels=["a"]),
)
other = Flow("y", run_config=UniversalRun(labels=["b"]))
Parameter("p")
