"""Commands that are objects of Python: sh's ``sh.prefect("agent", …)``, plumbum's ``prefect[…]``."""

from __future__ import annotations

from prefect_codemods.findings import Level
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.literals import string_value
from prefect_codemods.python.rules import Codemod
from prefect_codemods.python.scopes import dotted_name, import_target
from prefect_codemods.python.tree import walk_nodes
from prefect_codemods.to_1.catalogue.commands import OLD_COMMAND
from prefect_codemods.to_1.shell.shared_rules import UNCERTAIN

_MODULES = ("sh.", "plumbum.cmd.")


def plan_command_objects(module: Module) -> None:
    """Report the old commands among those of one module."""
    if not any(map(_makes_commands, module.names.imports)):
        return
    for node in walk_nodes(module.tree.module):
        if not isinstance(node, (cst.Call, cst.Subscript)) or _is_longer(module, node):
            continue
        words = _command_words(module, node)
        line = " ".join(words or ())
        if OLD_COMMAND.match(line) and not module.compatible(node):
            message = f"an old command in the arguments of a call is left: `{line}`"
            module.plan.report(UNCERTAIN, node, message, level=Level.ERROR)


def _makes_commands(statement: cst.Import | cst.ImportFrom) -> bool:
    """Whether ``statement`` imports something of a module whose objects are commands."""
    if isinstance(statement, cst.ImportFrom):
        modules = [import_target(statement)]
    else:
        modules = [dotted_name(alias.name) for alias in statement.names]
    return any(module.partition(".")[0] in ("sh", "plumbum") for module in modules)


def _is_longer(module: Module, node: cst.BaseExpression) -> bool:
    """Whether more words follow: ``prefect["agent"]["start"]`` is looked at whole."""
    parent = module.tree.parent(node)
    return (isinstance(parent, cst.Subscript) and parent.value is node) or (
        isinstance(parent, cst.Call) and parent.func is node
    )


def _command_words(module: Module, node: cst.BaseExpression) -> list[str] | None:
    """The words of the command that ``node`` stands for; ``None`` where it is none."""
    if isinstance(node, cst.Call):
        given = [string_value(a.value) or "…" for a in node.args if a.keyword is None]
        words = _command_words(module, node.func)
        return None if words is None else [*words, *given]
    if isinstance(node, cst.Subscript):
        indices = [e.slice.value for e in node.slice if isinstance(e.slice, cst.Index)]
        given = [string_value(index) or "…" for index in indices]
        if module.names.qualified(node.value) == "plumbum.local":
            return given
        words = _command_words(module, node.value)
        return None if words is None else [*words, *given]
    path = module.names.qualified(node)
    prefix = next((prefix for prefix in _MODULES if path.startswith(prefix)), None)
    return path.removeprefix(prefix).split(".") if prefix else None


CODEMOD = Codemod(
    plan_command_objects,
    after=("sites",),
    words=("plumbum", "sh"),
    text=r"\bsh\.prefect\b|\bplumbum\b",
)
