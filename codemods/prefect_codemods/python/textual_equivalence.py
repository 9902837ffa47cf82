"""Whether two Python texts are equal as bytes, tokens or syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from prefect_codemods.python import normal_form

Equality = Literal["bytes", "tokens", "ast", "normalised", "graph", "differs"]
"""From the strictest to the loosest."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """In what way two texts are equal, or in what they differ.

    ``differences`` are sentences and empty where ``equal``; ``notes`` tell what of the older text
    is lost, or more narrowly said, when the newer one is kept. ``lost`` are the comments that only
    the older text has.
    """

    equality: Equality
    equal: bool
    differences: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def textual_equality(newer: str, older: str) -> Equality | None:
    """How the texts are equal without looking at any syntax tree."""
    if newer == older:
        return "bytes"
    return "tokens" if normal_form.same_tokens(newer, older) else None


Spelling = Callable[[ast.stmt], ast.stmt]


def tree_equality(
    newer: ast.Module, older: ast.Module, spelled: tuple[Spelling, Spelling] | None = None
) -> Equality | None:
    """How the modules are equal as syntax trees; ends at the first difference.

    ``spelled`` are spellings of a statement of either module that make equal what means the same.
    """
    if len(newer.body) == len(older.body) and all(map(_same_tree, newer.body, older.body)):
        return "ast"
    heads = _import_head(newer), _import_head(older)
    if heads[0][0] == heads[1][0] and _same_statements(heads[0][1], heads[1][1], spelled):
        return "normalised"
    return None


def _same_tree(one: ast.stmt, other: ast.stmt) -> bool:
    return type(one) is type(other) and ast.dump(one) == ast.dump(other)


def _import_head(tree: ast.Module) -> tuple[frozenset[str], list[ast.stmt]]:
    """What is imported at the top of a module, as a set with its docstring, and the rest."""
    imports: set[str] = set()
    body = list(tree.body)
    while body:
        node = body[0]
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            imports.update(imported_names(node))
        elif _is_text(node):
            imports.add(normal_form.normal_dump(node))
        else:
            break
        body.pop(0)
    return frozenset(imports), body


def _same_statements(
    first: list[ast.stmt], second: list[ast.stmt], spelled: tuple[Spelling, Spelling] | None
) -> bool:
    """Whether the statements are equal one by one; the expensive comparison comes last."""
    return len(first) == len(second) and all(
        _same_tree(one, other)
        or normal_form.normal_dump(one) == normal_form.normal_dump(other)
        or (
            spelled is not None
            and normal_form.normal_dump(spelled[0](one))
            == normal_form.normal_dump(spelled[1](other))
        )
        for one, other in zip(first, second, strict=True)
    )


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def imported_names(node: ast.Import | ast.ImportFrom) -> list[str]:
    """One line for each name that an import binds."""
    start = ""
    if isinstance(node, ast.ImportFrom):
        start = f"from {'.' * node.level}{node.module or ''} "
    ends = (f" as {alias.asname}" if alias.asname else "" for alias in node.names)
    return [f"{start}import {alias.name}{end}" for alias, end in zip(node.names, ends, strict=True)]


def lost_comments(newer: str, older: str) -> tuple[str, ...]:
    """The comments that stand in the older text only."""
    kept = set(normal_form.code_comments(newer))
    return tuple(dict.fromkeys(c for c in normal_form.code_comments(older) if c and c not in kept))


def comment_notes(lost: Iterable[str]) -> tuple[str, ...]:
    """A note on each comment that is lost."""
    return tuple(f"the older side's comment is dropped: # {comment}" for comment in lost)
