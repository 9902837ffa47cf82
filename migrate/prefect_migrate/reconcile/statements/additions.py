"""Statements that both sides added in one place: whether both may stand there, in either order."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from prefect_codemods.python import normal_form
from prefect_migrate.reconcile.statements import imports
from prefect_migrate.reconcile.statements.elements import Element

_FREE = ("import", "def", "class")
_RUNS = (ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)


def are_apart(
    newer: Sequence[Element],
    older: Sequence[Element],
    removed: Sequence[Element],
    *,
    nested: bool,
) -> bool:
    """Whether what both sides added is of two things, in an order that means nothing.

    ``removed`` is what both took out there: each may have put something in the place of that.
    ``nested`` statements are those of a class or function, whose fields have an order.
    """
    if not all(e.kind in _FREE or (not nested and _is_constant(e)) for e in (*newer, *older)):
        return False
    if _bound(newer) & _used(older) or _bound(older) & _used(newer):
        return False
    kinds = {e.kind for e in newer} & {e.kind for e in older} - {"import"}
    if kinds & {e.kind for e in removed}:
        return False
    return not set(map(_without_name, newer)) & set(map(_without_name, older)) - {""}


def _is_constant(element: Element) -> bool:
    """Whether it gives a name a value without running anything."""
    node = element.nodes[0] if len(element.nodes) == 1 else None
    if isinstance(node, ast.Assign):
        named = len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
    elif isinstance(node, ast.AnnAssign):
        named = node.value is not None and isinstance(node.target, ast.Name)
    else:
        return False
    return named and not any(isinstance(part, _RUNS) for part in ast.walk(node))


def _bound(elements: Sequence[Element]) -> set[str]:
    return imports.names_of(elements) | {e.key[1] for e in elements if e.kind != "import"}


def _used(elements: Sequence[Element]) -> set[str]:
    """The names in the values of constants."""
    nodes = [node for e in elements if e.kind == "assign" for node in e.nodes]
    return {name for node in nodes for name in normal_form.free_names(node)}


def _without_name(element: Element) -> str:
    """What is said of a name; equal where one thing goes by two."""
    if element.kind == "import" or not element.nodes:
        return ""
    node = element.nodes[0]
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        return ast.dump(node.value) if node.value is not None else ""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        parts = [ast.dump(part) for part in (*node.body, *node.decorator_list)]
        head = node.bases if isinstance(node, ast.ClassDef) else [node.args]
        return " ".join([*map(ast.dump, head), *parts])
    return ""
