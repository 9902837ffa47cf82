"""What a variable holds, where one call of a Prefect class says so."""

from __future__ import annotations

import libcst as cst

from prefect_codemods.python.context import Module

FLOW = frozenset({"prefect.Flow", "prefect.core.Flow", "prefect.core.flow.Flow"})
CLIENT = frozenset({"prefect.Client", "prefect.client.Client", "prefect.client.client.Client"})
_STORAGES = ("prefect.storage.", "prefect.environments.storage.")
_EXECUTORS = ("prefect.executors.", "prefect.engine.executors.")
_RESULTS = ("prefect.engine.results.", "prefect.engine.result.")


def made_by(module: Module, node: cst.BaseExpression) -> str:
    """The dotted path whose call made the value of ``node``; ``""`` where that isn't certain."""
    if isinstance(node, cst.Call):
        return module.names.qualified(node.func)
    if not isinstance(node, cst.Name):
        return ""
    paths = {
        module.names.qualified(b.value.func) if isinstance(b.value, cst.Call) else ""
        for b in module.names.of(node)
    }
    return paths.pop() if len(paths) == 1 else ""


def home(path: str) -> str:
    """The class in the table of names whose attributes an object made by ``path`` has."""
    if path in FLOW:
        return "prefect.core.flow.Flow"
    if path in CLIENT:
        return "prefect.client.client.Client"
    if path.startswith(_STORAGES):
        return "prefect.storage.base.Storage"
    if path.startswith(_EXECUTORS):
        return "prefect.executors.base.Executor"
    if path.startswith(_RESULTS):
        return "prefect.engine.result.base.Result"
    return ""


def is_flow(module: Module, node: cst.BaseExpression) -> bool:
    """Whether ``node`` certainly is a Flow."""
    return made_by(module, node) in FLOW
