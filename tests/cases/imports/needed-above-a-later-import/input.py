import os

from prefect import Flow
from prefect.environments import RemoteEnvironment

nightly = Flow(
    "nightly",
    environment=RemoteEnvironment(executor="prefect.engine.executors.LocalDaskExecutor"),
)

if os.environ.get("LOCAL"):
    from prefect.engine.executors import LocalDaskExecutor

    nightly.run(executor=LocalDaskExecutor())
