"""Imports that a side needs which stays in markers: they stay there with it.

A conflict about imports is often plain, and the one about the code that uses them is not. Settled
alone, it would take from one of the sides what that side imports.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from prefect_codemods.python import normal_form
from prefect_migrate.conflicts import Conflict
from prefect_migrate.model import Refusal, Variant
from prefect_migrate.reconcile.edits import SpanIndex
from prefect_migrate.reconcile.left_open import reopened_parts
from prefect_migrate.reconcile.result import Parts, Sides
from prefect_migrate.reconcile.statements.elements import Text
from prefect_migrate.reconcile.statements.global_names import GlobalNames

HELP = "decide it together with the conflict that uses what it imports"


def keep_needed_imports(sides: Sides, parts: Parts) -> Parts:
    """``parts`` of a module, without decisions that take an import from a side in markers."""
    known = [_names_in_text(variant.text) for variant in (sides.newer, sides.older)]
    if None in known or not parts.undecided:
        return parts
    bound = frozenset().union(*(its.resolved for its in known if its is not None))
    done: set[int] = set()
    while True:
        lost = _unbound_names(sides, parts, bound)
        conflicts = [c for c in _importing(sides, lost) if c.start not in done]
        if not conflicts:
            return parts
        done |= {conflict.start for conflict in conflicts}
        names = ", ".join(f"`{name}`" for name in sorted(lost))
        reason = f"a side that stays in conflict below needs the import of {names}"
        parts = reopened_parts(sides, parts, conflicts, reason, HELP)


def _names_in_text(text: str) -> GlobalNames | None:
    try:
        return Text.of(text, "a side").names
    except (Refusal, SyntaxError):
        return None


def _unbound_names(sides: Sides, parts: Parts, bound: frozenset[str]) -> frozenset[str]:
    """Names that a side of the result uses and nothing in it binds, while a side of the file did."""
    views = (
        _names_in_text(view_of_side(sides, parts, variant))
        for variant in (sides.newer, sides.older)
    )
    return frozenset().union(*(its.unresolved & bound for its in views if its is not None))


def view_of_side(sides: Sides, parts: Parts, side: Variant) -> str:
    """The result with everything that stays in markers taken from one side."""
    held = [
        (place.newer, place.newer if side is sides.newer else place.older)
        for place in parts.undecided
    ]
    changes = [(span, list(side.lines[slice(*own)])) for span, own in held]
    opened = SpanIndex(span for span, _ in held)
    changes += [
        ((edit.start, edit.end), [line.text for line in edit.lines])
        for edit in parts.edits
        if not opened.meets(edit.start, edit.end)
    ]
    result: list[str] = []
    at = 0
    for (start, end), lines in sorted(changes, key=lambda change: change[0]):
        if start < at:
            continue  # places that overlap become one conflict
        result += [*sides.newer.lines[at:start], *lines]
        at = end
    return "".join([*result, *sides.newer.lines[at:]])


def _importing(sides: Sides, lost: frozenset[str]) -> Iterator[Conflict]:
    """The conflicts that hold an import of a lost name."""
    if not lost:
        return
    lines: set[int] = set()
    for variant in (sides.newer, sides.older):
        for node in ast.walk(normal_form.parsed_module(variant.text)):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                bound = {alias.asname or alias.name.split(".")[0] for alias in node.names}
                if bound & lost:
                    lines |= set(variant.origin[node.lineno - 1 : node.end_lineno])
    for conflict in sides.conflicted.conflicts:
        if any(conflict.start < line < conflict.end for line in lines):
            yield conflict
