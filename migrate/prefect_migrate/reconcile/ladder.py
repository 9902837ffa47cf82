"""The first rungs of comparing two Python texts: those that know nothing of flows."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Literal

from prefect_migrate.reconcile import syntax

Rung = Literal["bytes", "tokens", "ast", "normalised", "graph", "differs"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """On which rung two texts are equal, or what keeps them apart.

    ``differences`` are sentences and empty where ``equal``; ``notes`` tell what of the older text
    is lost, or more narrowly said, when the newer one is kept.
    """

    rung: Rung
    equal: bool
    differences: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def textual_rung(newer: str, older: str) -> Rung | None:
    """The rung on which the texts are equal without looking at any syntax tree."""
    if newer == older:
        return "bytes"
    newer_tokens = syntax.tokens(newer)
    if newer_tokens is not None and newer_tokens == syntax.tokens(older):
        return "tokens"
    return None


def tree_rung(newer: ast.Module, older: ast.Module) -> Rung | None:
    """The rung on which the modules are equal as syntax trees."""
    if ast.dump(newer) == ast.dump(older):
        return "ast"
    if _normal_form(newer) == _normal_form(older):
        return "normalised"
    return None


def _normal_form(tree: ast.Module) -> tuple[frozenset[str], tuple[str, ...]]:
    """The names imported at the top of a module as a set, and the rest in order."""
    imports: set[str] = set()
    rest: list[str] = []
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)) and not rest:
            imports.update(imported(node))
        elif rest or not _is_text(node):
            rest.append(syntax.dump(node))
        else:
            imports.add(syntax.dump(node))
    return frozenset(imports), tuple(rest)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    """One line for each name that an import binds."""
    start = ""
    if isinstance(node, ast.ImportFrom):
        start = f"from {'.' * node.level}{node.module or ''} "
    ends = (f" as {alias.asname}" if alias.asname else "" for alias in node.names)
    return [f"{start}import {alias.name}{end}" for alias, end in zip(node.names, ends, strict=True)]


def lost_comments(newer: str, older: str) -> tuple[str, ...]:
    """A note on each comment that stands in the older text only."""
    kept = set(syntax.comments(newer))
    lost = dict.fromkeys(c for c in syntax.comments(older) if c and c not in kept)
    return tuple(f"the older side's comment is dropped: # {comment}" for comment in lost)
