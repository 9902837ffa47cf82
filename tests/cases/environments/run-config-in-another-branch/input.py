import os

from prefect import Flow
from prefect.engine.executors import LocalDaskExecutor
from prefect.environments import LocalEnvironment
from prefect.environments.storage import Docker
from prefect.run_configs import KubernetesRun, UniversalRun

with Flow("a") as flow:
    pass
if os.environ.get("NEW"):
    flow.run_config = KubernetesRun(image="x")
else:
    flow.environment = LocalEnvironment(labels=["a"])

with Flow("b", storage=Docker(registry_url="x")) as flow:
    pass
flow.environment = LocalEnvironment(labels=["b"], metadata={"image": "x"})

with Flow("c") as flow:
    pass
flow.run_config = UniversalRun()
if os.environ.get("OLD"):
    flow.environment = LocalEnvironment(executor=LocalDaskExecutor())

with Flow("d") as flow:
    pass
flow.environment = LocalEnvironment(labels=["d"])
if os.environ.get("NEW"):
    flow.run_config = KubernetesRun(image="x")
flow.run(executor=LocalDaskExecutor())
