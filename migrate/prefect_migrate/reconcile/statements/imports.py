"""Imports as sets of names."""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence

from prefect_migrate.model import split_lines
from prefect_migrate.reconcile.statements.elements import Element
from prefect_migrate.reconcile.statements.pieces import Piece, Taken, taken_lines, traced_lines
from prefect_migrate.reconcile.statements.splicing import merge_statement
from prefect_migrate.reconcile.statements.statement_parts import StatementCode, Unmergeable

RULE = "merge of imported names"


def imported_aliases(element: Element) -> list[ast.alias]:
    """The names that an import statement imports."""
    return [a for node in element.nodes if isinstance(node, _IMPORTS) for a in node.names]


_IMPORTS = (ast.Import, ast.ImportFrom)


def bound_name(alias: ast.alias) -> str:
    """The name that an import gives to what it imports."""
    return alias.asname or alias.name.split(".")[0]


def spelled_alias(alias: ast.alias) -> str:
    """``name as other``."""
    return f"{alias.name} as {alias.asname}" if alias.asname else alias.name


def names_beyond(element: Element, other: Element | None) -> list[ast.alias]:
    """What ``element`` imports and ``other`` does not."""
    known = {spelled_alias(alias) for alias in imported_aliases(other)} if other else set()
    return [alias for alias in imported_aliases(element) if spelled_alias(alias) not in known]


def is_plain(element: Element) -> bool:
    """Whether an import binds just the names it spells out, and means nothing beyond them."""
    return not any(
        isinstance(node, ast.ImportFrom)
        and (node.module == "__future__" or any(a.name == "*" for a in node.names))
        for node in element.nodes
    )


def nothing_removed(path: str) -> bool:
    """Whether a release lacks a name, where no release is known: no."""
    return False


def imported_path(element: Element, alias: ast.alias) -> str:
    """The dotted path that an import names."""
    node = element.nodes[0]
    module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
    return f"{module}.{alias.name}".strip(".")


def united_import(
    newer: Element, older: Element, wanted: Sequence[ast.alias]
) -> list[Piece] | None:
    """The newer side's statement with names of the older one's added; ``None`` if it can't be."""
    lines = newer.text_of.lines[newer.code : newer.end]
    try:
        result = _with_names("".join(lines), [spelled_alias(alias) for alias in wanted])
    except (Unmergeable, SyntaxError, AssertionError):
        return None
    above = taken_lines(newer.text_of.lines[newer.start : newer.code], "newer", newer.start)
    theirs = older.text_of.lines[older.code : older.end]
    return above + traced_lines(
        split_lines(result), (lines, newer.code), (theirs, older.code), RULE
    )


def _with_names(text: str, names: Sequence[str]) -> str:
    """An import statement with ``names`` added in its own layout and order.

    Raises ``Unmergeable`` where they can't be.
    """
    code = StatementCode(text)
    statement = code.node.body[0] if isinstance(code.node, ast.Module) else code.node
    assert isinstance(statement, ast.ImportFrom)
    spelled = [spelled_alias(alias) for alias in statement.names]
    module = "." * statement.level + (statement.module or "")
    every = [*spelled, *names]
    for order in (str, str.casefold):
        if spelled == sorted(spelled, key=order):
            every.sort(key=order)
            break
    start = f"from {module} import "
    merged = merge_statement(text, start + ", ".join(every), start + ", ".join(spelled))
    if merged is None:
        raise Unmergeable("an import that no name can be added to")
    return merged


def reduced_import(element: Element, kept: Sequence[ast.alias]) -> list[Piece] | None:
    """A statement of one side with some of its names only."""
    node = element.nodes[0]
    if len(element.nodes) > 1 or not isinstance(node, ast.ImportFrom):
        return None
    module = "." * node.level + (node.module or "")
    end = "\r\n" if element.lines[-1].endswith("\r\n") else "\n"
    line = f"from {module} import {', '.join(spelled_alias(alias) for alias in kept)}{end}"
    return [Taken(line, "rule", -1, RULE)]


def names_of(elements: Collection[Element]) -> set[str]:
    """The names that import statements bind."""
    return {bound_name(alias) for element in elements for alias in imported_aliases(element)}
