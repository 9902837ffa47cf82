"""Attributes that code reaches by a string: ``getattr(flow, "deploy")``, ``vars(flow)["…"]``."""

from __future__ import annotations

from collections.abc import Iterator

from prefect_codemods.findings import Level
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.literals import string_value
from prefect_codemods.python.rules import Codemod
from prefect_codemods.python.scopes import dotted_name
from prefect_codemods.python.tree import walk_nodes
from prefect_codemods.to_1.attributes import ENVIRONMENT, REMOVED
from prefect_codemods.to_1.catalogue.names import Name, environment_class, known_names
from prefect_codemods.to_1.type_inference import (
    attribute_owner,
    looks_like_flow,
    made_by,
    may_be_flow,
)

_FUNCTIONS = frozenset(("getattr", "setattr", "hasattr", "delattr"))
_GETTERS = frozenset(("operator.attrgetter", "operator.methodcaller"))


def plan_attributes_by_name(module: Module) -> None:
    """Report the old attributes that one module names by strings."""
    if not module.uses_library:
        return
    for node, owner, name in _named_attributes(module):
        if not module.compatible(node):
            _judge(module, node, owner, name)


def _named_attributes(
    module: Module,
) -> Iterator[tuple[cst.CSTNode, cst.BaseExpression | None, str]]:
    """Each place, the object, where it is known, and the name of its attribute."""
    for call in module.names.calls:
        if not call.args or any(arg.star or arg.keyword for arg in call.args[:2]):
            continue
        if isinstance(call.func, cst.Name) and call.func.value in _FUNCTIONS:
            if len(call.args) > 1 and not _holds_environment(module, call):
                yield call, call.args[0].value, string_value(call.args[1].value) or ""
        elif module.names.qualified(call.func) in _GETTERS:
            yield call, None, (string_value(call.args[0].value) or "").partition(".")[0]
    if "__dict__" in module.tree.text or "vars(" in module.tree.text:
        for node in walk_nodes(module.tree.module):
            if isinstance(node, cst.Subscript) and (owner := _owner_of_dictionary(node.value)):
                index = node.slice[0].slice
                key = string_value(index.value) if isinstance(index, cst.Index) else None
                yield node, owner, key or ""


def _holds_environment(module: Module, call: cst.Call) -> bool:
    """Whether ``setattr`` gets an environment that is made there, which is reported by itself."""
    value = call.args[2].value if len(call.args) > 2 else None
    return isinstance(value, cst.Call) and bool(
        environment_class(module.names.qualified(value.func))
    )


def _owner_of_dictionary(node: cst.BaseExpression) -> cst.BaseExpression | None:
    """``x`` of ``vars(x)`` and ``x.__dict__``."""
    if isinstance(node, cst.Attribute) and node.attr.value == "__dict__":
        return node.value
    if isinstance(node, cst.Call) and dotted_name(node.func) == "vars" and len(node.args) == 1:
        return node.args[0].value
    return None


def _judge(module: Module, node: cst.CSTNode, owner: cst.BaseExpression | None, name: str) -> None:
    if name == "environment":
        if owner is None or looks_like_flow(module, owner):
            message = "if this is a flow of Prefect's, its `environment` is never read on 1.x"
            module.plan.report(ENVIRONMENT, node, message)
        return
    row = (
        known_names().get(f"{attribute_owner(made_by(module, owner))}.{name}")
        if owner is not None
        else None
    )
    if row is None and name == "deploy" and (owner is None or may_be_flow(module, owner)):
        row = known_names()["prefect.core.flow.Flow.deploy"]
    if row is not None and row.kind == "attribute" and row.removed:
        _report(module, node, name, row)


def _report(module: Module, node: cst.CSTNode, name: str, row: Name) -> None:
    new = row.new.rpartition(".")[2]
    message = f"`{name}`, which is named by a string here, was removed in Prefect {row.removed}"
    help = f"write `{new}`" if new else ""
    level = Level.ERROR if new != "register" else Level.MANUAL
    module.plan.report(REMOVED, node, message, level=level, help=help)


_NAMES = "|".join(
    sorted(
        {row.old.rpartition(".")[2] for row in known_names().values() if row.kind == "attribute"}
    )
)
CODEMOD = Codemod(
    plan_attributes_by_name,
    after=("sites",),
    text=rf"(?:attr|getter|caller)\([^)]{{0,80}}[\"'](?:{_NAMES})\b"
    rf"|(?:\)|__dict__)\[[\"'](?:{_NAMES})[\"']",
)
