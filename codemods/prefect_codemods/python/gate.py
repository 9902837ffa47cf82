"""Whether a Python text needs LibCST at all, told from the tree of the standard library's parser.

``ast`` costs an eighth of LibCST's parse. The gate is on the safe side: it lets a text go only if
all that it takes from Prefect is known to be the same in 1.x.
"""

from __future__ import annotations

import ast
import re

from prefect_codemods.to_1.catalogue.names import table
from prefect_codemods.triggers import runs_dask

STABLE: dict[str, frozenset[str]] = {
    "prefect": frozenset(
        [
            "Flow",
            "task",
            "Task",
            "Parameter",
            "case",
            "context",
            "unmapped",
            "mapped",
            "flatten",
            "tags",
            "apply_map",
            "config",
        ]
    ),
    "prefect.schedules": frozenset(["Schedule", "IntervalSchedule", "CronSchedule"]),
    "prefect.utilities.logging": frozenset(["get_logger"]),
}
"""Names that mean in 1.x what they meant in every 0.x, by the module they are imported from."""

STABLE_MODULES = frozenset(
    ["prefect", "prefect.triggers", "prefect.engine.state", "prefect.schedules.clocks"]
)
"""Modules all of whose names do; ``prefect`` itself as far as ``STABLE`` says."""

_CHAINS = STABLE["prefect"] | {"triggers", "schedules"}
_KEYWORDS = frozenset(
    [
        "environment",
        "result_handler",
        "api_token",
        "token",
        "storage",
        "executor",
        "run_config",
        "result",
    ]
)
_ATTRIBUTES = frozenset(["environment", "result_handler", "deploy", "register", "run_agent"])
_TEXT = re.compile(
    r"prefect\.(?!(?:context|config|triggers)\b)\w+\.\w+|prefect-migrate:|PREFECT__"
    r"|\bconfig\.(?:cloud|engine|general|logging|server|tasks)\.\w"
    # commands that code runs, as a list and as a line
    r"|[\"']prefect[\"']\s*,\s*[\"'](?:agent|register|run|execute|auth|heartbeat|server)"
    r"|[\"']prefect(?:\[[\w,\s-]*\])?\s*[=<>~!]"
    r"|\bprefect\s+(?:agent|register|run|execute|auth|heartbeat|server)\b"
)


def concerns(tree: ast.Module, text: str) -> bool:
    """Whether a codemod may have anything to do in ``text``, parsed as ``tree``."""
    if _TEXT.search(_without_stable(text)) or runs_dask(text):
        return True
    return any(_suspect(node) for node in ast.walk(tree))


def _without_stable(text: str) -> str:
    for module in (*STABLE_MODULES, *STABLE):
        if "." in module:
            text = text.replace(f"from {module} import", "")
    return text


def _suspect(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        return _from(node)
    if isinstance(node, ast.Import):
        return any(
            a.name.startswith("prefect.") or (a.name == "prefect" and a.asname) for a in node.names
        )
    if isinstance(node, ast.Attribute):
        if node.attr in _ATTRIBUTES:
            return True
        return isinstance(node.value, ast.Name) and (
            node.value.id == "prefect" and node.attr not in _CHAINS
        )
    if isinstance(node, ast.Call):
        return _call(node)
    return False


def _from(node: ast.ImportFrom) -> bool:
    module = node.module or ""
    if node.level or module.split(".")[0] != "prefect":
        return False
    if module != "prefect" and module in STABLE_MODULES:
        return any(a.name == "*" or f"{module}.{a.name}" in table() for a in node.names)
    return any(a.name not in STABLE.get(module, ()) for a in node.names)


def _call(node: ast.Call) -> bool:
    """Flows with more than a name and a schedule, and keywords that changed."""
    if any(k.arg is None or k.arg in _KEYWORDS for k in node.keywords):
        return True
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    return name == "Flow" and (
        len(node.args) > 2 or any(isinstance(a, ast.Starred) for a in node.args)
    )
