"""LocalEnvironment: an executor for the flow, labels for a run config.

Despite its name it works with every agent, so it never becomes a LocalRun
(https://docs-v1.prefect.io/orchestration/flow_config/upgrade.html).
"""

from __future__ import annotations

from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.to_1.environments.common import (
    EnvironmentParts,
    arguments_of,
    by_kind,
    refuse_executor,
)
from prefect_codemods.to_1.environments.site_rules import LOCAL
from prefect_codemods.to_1.environments.translation import Blocked, Translation, translates

_GUESS = by_kind({"list": "labels", "dict": "metadata", "executor": "executor"})


@translates("LocalEnvironment")
def translate_local(module: Module, call: cst.Call, docker: bool) -> Translation | Blocked:
    """What ``LocalEnvironment(…)`` becomes."""
    bound = arguments_of(module, call, "LocalEnvironment", _GUESS)
    if isinstance(bound, Blocked):
        return bound
    if (refused := refuse_executor(module, bound)) is not None:
        return refused
    for lost in ("encryption_key", "serialized_flow"):
        bound.arguments.pop(lost, None)
    parts = EnvironmentParts(module, LOCAL)
    executor = parts.executor(bound.arguments.get("executor"))
    return parts.translation(bound, docker, "UniversalRun", executor)
