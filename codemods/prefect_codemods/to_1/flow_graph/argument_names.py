"""Arguments of Prefect's classes by their names: ``DaskExecutor(x)`` is ``DaskExecutor(address=x)``."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator, Mapping

from prefect_codemods.to_1.catalogue.signatures import class_signatures


def argument_spelling(tree: ast.Module) -> Callable[[ast.stmt], ast.stmt]:
    """How a statement of ``tree`` is written with all arguments named of Prefect's classes.

    Only positions that are of one name in every release that is known, and classes that the module
    imports from Prefect.
    """
    classes = {
        alias.asname or alias.name: alias.name
        for node in tree.body
        for part in _with_statements_below(node)
        if isinstance(part, ast.ImportFrom) and (part.module or "").split(".")[0] == "prefect"
        for alias in part.names
    }

    def spelled(statement: ast.stmt) -> ast.stmt:
        statement = copy.deepcopy(statement)
        for node in ast.walk(statement):
            if isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Name):
                _name_arguments(node, classes)
        return statement

    return spelled


def _with_statements_below(node: ast.AST) -> Iterator[ast.AST]:
    """A statement, and those that stand in it."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.expr):
            yield from _with_statements_below(child)


def _name_arguments(node: ast.Call, classes: Mapping[str, str]) -> None:
    known = (
        class_signatures(classes.get(node.func.id, "")) if isinstance(node.func, ast.Name) else ()
    )
    count = len(node.args)
    names = {signature.parameters[:count] for signature in known}
    given = {keyword.arg for keyword in node.keywords}
    if len(names) != 1 or any(isinstance(value, ast.Starred) for value in node.args):
        return
    (parameters,) = names
    if any(name.startswith("*") for name in parameters):
        return
    if len(parameters) < count or None in given or given & set(parameters):
        return
    pairs = zip(parameters, node.args, strict=True)
    node.keywords = [*(ast.keyword(arg=name, value=value) for name, value in pairs), *node.keywords]
    node.args = []
