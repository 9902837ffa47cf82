"""Arguments of Prefect's classes by their names: ``DaskExecutor(x)`` is ``DaskExecutor(address=x)``."""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping

from prefect_codemods.to_1.catalogue.signatures import signatures


def with_argument_names(tree: ast.Module) -> ast.Module:
    """``tree`` with all arguments named in its calls of classes that it imports from Prefect.

    Only positions that are of one name in every release that is known.
    """
    tree = copy.deepcopy(tree)
    classes = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "prefect"
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Name):
            _name_arguments(node, classes)
    return tree


def _name_arguments(node: ast.Call, classes: Mapping[str, str]) -> None:
    known = signatures(classes.get(node.func.id, "")) if isinstance(node.func, ast.Name) else ()
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
