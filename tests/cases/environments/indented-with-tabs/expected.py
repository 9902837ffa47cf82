from dask_kubernetes import KubeCluster, make_pod_spec
from prefect import Flow, context
from prefect.executors import DaskExecutor
from prefect.run_configs import KubernetesRun


def build(name):
	if name:
		flow = Flow(name)
		flow.executor = DaskExecutor(
			cluster_class=lambda: KubeCluster(
				make_pod_spec(image=context.image),
				deploy_mode="local",
			),
			adapt_kwargs={"minimum": 2, "maximum": 8},
		)
		flow.run_config = KubernetesRun(labels=["a"])
		return flow
