from prefect import Flow
from prefect.environments import DaskKubernetesEnvironment


def build(name):
	if name:
		flow = Flow(name)
		flow.environment = DaskKubernetesEnvironment(min_workers=2, max_workers=8, labels=["a"])
		return flow
