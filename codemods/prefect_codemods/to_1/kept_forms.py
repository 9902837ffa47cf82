"""Reports code that wants both releases, which is left as it is."""

from __future__ import annotations

from prefect_codemods.findings import Level, NameMessage
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.rule import Kind, rule
from prefect_codemods.to_1.catalogue.names import known_names

BOTH = rule(
    "PM290",
    "both-forms",
    Kind.MANUAL,
    since="0.14.0",
    what="Code that keeps the old and the new form side by side is left alone.",
    why="A `try … except ImportError` or a check of the version needs both.",
    before="try:\n    from prefect.storage import Docker\nexcept ImportError:\n"
    "    from prefect.environments.storage import Docker\n",
    advice="remove the old branch once nothing runs on 0.x",
)


def report_kept(module: Module, node: cst.CSTNode, path: str) -> None:
    """Report ``node``, a use or an import of ``path``, as left for the sake of both releases."""
    row = known_names().get(path)
    if module.both_forms.does_without(node) and (row is None or row.removed):
        message = NameMessage(path, "is", "not in Prefect 1.x, where the code continues without it")
        help = "write the form of 1.x here, or remove what depends on it"
        module.plan.report(BOTH, node, message, help=help)
    else:
        message = NameMessage(path, "is", _kept_because(module, node))
        module.plan.report(BOTH, node, message, level=Level.NOTE)


def kept_because(module: Module, node: cst.CSTNode, what: str) -> str:
    """The message that ``what``, which ``node`` is, stays for the sake of both releases."""
    return f"{what} is {_kept_because(module, node)}"


def _kept_because(module: Module, node: cst.CSTNode) -> str:
    if module.both_forms.behind_a_check(node):
        return "kept: a check of Prefect's release decides whether it runs"
    return "kept beside its new form"
