from __future__ import annotations

from typing import TYPE_CHECKING

from prefect import Flow
from prefect.environments import RemoteEnvironment

if TYPE_CHECKING:
    from prefect.executors import DaskExecutor


def make(executor: DaskExecutor) -> Flow:
    return Flow("typed", executor=executor)


flow = Flow(
    "untyped",
    environment=RemoteEnvironment(executor="prefect.engine.executors.DaskExecutor"),
)
