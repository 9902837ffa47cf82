"""A merged file put together: decided edits, and what stays in markers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from prefect_migrate.model import Direction
from prefect_migrate.reconcile import conflict_writer
from prefect_migrate.reconcile.chosen_side import take_preferred_side
from prefect_migrate.reconcile.edits import LineEdit, SpanIndex, apply_edits
from prefect_migrate.reconcile.left_open import about_conflicts
from prefect_migrate.reconcile.result import (
    ConflictPlace,
    Merge,
    Parts,
    Sides,
    Span,
    Undecided,
    broken_invariant,
)
from prefect_migrate.settings import Settings


def assemble_merge(
    sides: Sides, parts: Parts, settings: Settings, direction: Direction, kind: str
) -> Merge:
    """The file that the parts of a merge give, and what remains to be decided in it."""
    blanks = kind == "markdown"
    undecided = conflict_writer.joined_items(sides, parts.undecided, blanks=blanks)
    chosen = tuple(take_preferred_side(sides, item, settings) for item in undecided if sides.chosen)
    edits = _edits_beside(parts.edits, (item.newer for item in undecided))
    if sides.chosen:
        marked = [
            LineEdit(*item.newer, sides.lines(sides.newer)[slice(*item.newer)])
            for item in undecided
        ]
    else:
        widen = _widening(sides, kind)
        cut = [
            conflict_writer.narrowed_item(sides, item, widen, blanks=blanks) for item in undecided
        ]
        undecided = [part for parts_of in cut for part in parts_of]
        if conflict_writer.shows_base(sides):
            kept = conflict_writer.as_they_stand(sides, undecided, _decided_of(sides, parts))
            undecided = list(conflict_writer.with_own_bases(sides, kept))
        marked = [conflict_writer.marked_edit(sides, item, edits) for item in undecided]
    edits = _edits_beside(edits, ((edit.start, edit.end) for edit in marked))
    try:
        lines = apply_edits(sides.lines(sides.newer), [*edits, *marked])
    except ValueError as error:
        raise broken_invariant(str(error)) from error
    lines = conflict_writer.without_added_end(lines, sides.conflicted)
    left = () if sides.chosen else conflict_writer.listed_remains(sides, lines, undecided)
    widened = bool(left) and (parts.linked or any(item.whole for item in undecided))
    return Merge(lines, (*parts.decisions, *chosen), left, direction, widened=widened)


def _decided_of(sides: Sides, parts: Parts) -> Callable[[ConflictPlace], bool]:
    """Whether something of a conflict was decided, or changed with its neighbours."""
    lines = sides.lines(sides.newer)
    changed = SpanIndex(
        (edit.start, edit.end)
        for edit in parts.edits
        if [*lines[edit.start : edit.end]] != [*edit.lines]
    )
    decided = about_conflicts(parts.decisions, sides.conflicted.conflicts)
    return lambda place: place.conflict.start in decided or changed.meets(*place.newer)


def _edits_beside(edits: Sequence[LineEdit], spans: Iterable[Span]) -> list[LineEdit]:
    """The edits that meet none of the spans."""
    index = SpanIndex(spans)
    return [edit for edit in edits if not index.meets(edit.start, edit.end)]


def _widening(sides: Sides, kind: str) -> Callable[[Undecided], Undecided]:
    """From a part of what stays to what it belongs to: on a page, its fence or container."""
    if kind != "markdown":
        return lambda part: part
    from prefect_migrate.reconcile.page.layout import unbroken_span

    return unbroken_span(sides)
