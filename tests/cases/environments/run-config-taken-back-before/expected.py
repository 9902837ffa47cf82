from prefect import Flow
from prefect.run_configs import KubernetesRun, UniversalRun
from prefect.executors import DaskExecutor

flow = Flow("a")
flow.run_config = KubernetesRun(image="x:1")
flow.run_config = None
flow.executor = DaskExecutor("tcp://x:1")
flow.run_config = UniversalRun(labels=["dev"])
