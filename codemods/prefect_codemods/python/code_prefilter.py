"""The last of the prefilters: whether a codemod may have anything to do in code, by its tree."""

from __future__ import annotations

import ast

from prefect_codemods.migration import Migration
from prefect_codemods.python.rules import Triggers, joined_triggers


def python_concerns(tree: ast.Module, text: str, migration: Migration) -> bool:
    """Whether a codemod of ``migration`` may have anything to do in ``text``, parsed as ``tree``.

    ``ast`` costs an eighth of LibCST's parse. A text is let go only if all that it takes from the
    library is known to be the same in the release that is migrated to.
    """
    wanted = joined_triggers(migration)
    # What is imported stands near the root, so most are soon known to import it.
    if any(_is_suspect(node, wanted) for node in ast.walk(tree)):
        return True
    if migration.prefilter().mentions_beside(text):
        return True
    return wanted.text.search(_without_stable(text, wanted)) is not None


def _without_stable(text: str, wanted: Triggers) -> str:
    for module in wanted.stable_modules:
        if "." in module:
            text = text.replace(f"from {module} import", "")
    return text


def _is_suspect(node: ast.AST, wanted: Triggers) -> bool:
    if isinstance(node, ast.ImportFrom):
        return _imports_changed(node, wanted)
    if isinstance(node, ast.Import):
        return any(
            a.name.startswith(f"{wanted.library}.") or (a.name == wanted.library and a.asname)
            for a in node.names
        )
    if isinstance(node, ast.Attribute):
        if node.attr in wanted.attributes:
            return True
        return isinstance(node.value, ast.Name) and (
            node.value.id == wanted.library and node.attr not in wanted.stable_attributes
        )
    if isinstance(node, ast.Call):
        return _calls_changed(node, wanted)
    return False


def _imports_changed(node: ast.ImportFrom, wanted: Triggers) -> bool:
    module = node.module or ""
    if node.level or module.split(".")[0] != wanted.library:
        return False
    stable = wanted.stable_names.get(module)
    return stable is None or any(
        a.name == "*" or (a.name not in stable if stable else f"{module}.{a.name}" in wanted.old)
        for a in node.names
    )


def _calls_changed(node: ast.Call, wanted: Triggers) -> bool:
    """Keywords that changed, or may be among unpacked ones; more positional arguments than safe."""
    if any(k.arg is None or k.arg in wanted.keywords for k in node.keywords):
        return True
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    most = wanted.positional.get(name)
    return most is not None and (
        len(node.args) > most or any(isinstance(a, ast.Starred) for a in node.args)
    )
