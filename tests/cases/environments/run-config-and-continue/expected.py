from prefect import Flow
from prefect.environments import LocalEnvironment
from prefect.run_configs import KubernetesRun
from prefect.executors import DaskExecutor

flow = Flow("a")
for name in ["a", "b"]:
    if name == "a":
        flow.run_config = KubernetesRun(image="x:1")
        continue
    flow.environment = LocalEnvironment(executor=DaskExecutor("tcp://x:1"), labels=["dev"])
