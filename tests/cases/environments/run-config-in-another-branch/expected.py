import os

from prefect import Flow
from prefect.environments import LocalEnvironment
from prefect.executors import LocalDaskExecutor
from prefect.run_configs import KubernetesRun, UniversalRun
from prefect.storage import Docker

with Flow("a") as flow:
    pass
if os.environ.get("NEW"):
    flow.run_config = KubernetesRun(image="x")
else:
    flow.run_config = UniversalRun(labels=["a"])

with Flow("b", storage=Docker(registry_url="x")) as flow:
    pass
flow.run_config = UniversalRun(labels=["b"])

with Flow("c") as flow:
    pass
flow.run_config = UniversalRun()
if os.environ.get("OLD"):
    pass

with Flow("d") as flow:
    pass
flow.environment = LocalEnvironment(labels=["d"])
if os.environ.get("NEW"):
    flow.run_config = KubernetesRun(image="x")
flow.run(executor=LocalDaskExecutor())
