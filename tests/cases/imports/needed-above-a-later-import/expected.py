import os

from prefect import Flow
from prefect.executors import LocalDaskExecutor

nightly = Flow(
    "nightly",
    executor=LocalDaskExecutor(),
)

if os.environ.get("LOCAL"):
    from prefect.executors import LocalDaskExecutor

    nightly.run(executor=LocalDaskExecutor())
