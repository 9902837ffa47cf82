from prefect import Flow
from prefect.environments import LocalEnvironment
from prefect.run_configs import KubernetesRun
from prefect.engine.executors import DaskExecutor

flow = Flow("a")


def configure():
    flow.run_config = KubernetesRun(image="x:1")


configure()
flow.environment = LocalEnvironment(executor=DaskExecutor("tcp://x:1"), labels=["dev"])
