"""The merge of a file whose three versions git has: reported for the file that the user has."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from prefect_migrate.conflicts import Conflict, Conflicted
from prefect_migrate.conflicts.base import BaseFound
from prefect_migrate.conflicts.whole_sides import WholeFile, place_span, whole_file
from prefect_migrate.model import Decision, Direction, Grade, Line
from prefect_migrate.reconcile.direction import (
    OTHER,
    Name,
    agreed_direction,
    infer_direction,
    side_is_chosen,
)
from prefect_migrate.reconcile.known_facts import check_facts
from prefect_migrate.reconcile.line_ends import keep_line_ends
from prefect_migrate.reconcile.merge import from_ancestor, left_as_it_is, merge_sides
from prefect_migrate.reconcile.result import Merge, Sides, Unsafe
from prefect_migrate.reconcile.verify import verify_merge
from prefect_migrate.settings import Settings


def merge_whole(
    at_hand: Conflicted, settings: Settings, kind: str, base: BaseFound
) -> Merge | None:
    """The merge of git's three versions; ``None`` where there is no git.

    What was decided and what is left are reported for the file at hand. Where nothing of its conflicts
    could be decided, it stays as it is, to the byte.
    """
    assert base.sides is not None and base.text is not None
    whole = whole_file(at_hand, base.text, base.sides.ours, base.sides.theirs)
    if whole is None:
        return None
    direction = agreed_direction(infer_direction(whole.conflicted, settings), base.run, settings)
    try:
        made = _merge_whole(whole, at_hand, settings, kind, base, direction)
        verify_merge(whole.conflicted, made, kind, whole.base.lines)
        check_facts(whole.conflicted, whole.base.text, made, kind, settings, exact=True)
    except Unsafe as error:
        return left_as_it_is(at_hand, direction, error.message)
    decisions = tuple(_in_conflicts(made.decisions, whole, at_hand))
    if made.remaining and not decisions and not made.widened:
        return _as_it_is(at_hand, made)
    return replace(made, lines=tuple(_placed(made, whole)), decisions=decisions)


def _merge_whole(
    whole: WholeFile,
    at_hand: Conflicted,
    settings: Settings,
    kind: str,
    base: BaseFound,
    direction: Direction,
) -> Merge:
    is_open = any(conflict.id in settings.left_open for conflict in at_hand.conflicts)
    if not is_open and (same := keep_line_ends(whole.conflicted, direction)):
        return same
    if base.ancestor is not None and not is_open:
        return from_ancestor(whole.conflicted, base, direction)
    name: Name = direction.newer or "ours"
    sides = Sides(
        whole.conflicted,
        whole.conflicted.variant(name),
        whole.conflicted.variant(OTHER[name]),
        whole.base,
        direction.newer is not None,
        side_is_chosen(settings, direction),
        base.grade,
        exact=True,
    )
    return merge_sides(sides, settings, kind, direction, at_hand.conflicts, whole.places)


def _placed(made: Merge, whole: WholeFile) -> Iterator[Line]:
    """The lines with their places in the file at hand, the last one ended as it is to be."""
    for number, line in enumerate(made.lines, 1):
        at = line.origin.line
        if at is not None:
            line = replace(line, origin=replace(line.origin, line=whole.places.get(at)))
        if number == len(made.lines) and whole.unended and not made.remaining:
            line = replace(line, text=line.text.rstrip("\r\n"))
        yield line


def _in_conflicts(
    decisions: tuple[Decision, ...], whole: WholeFile, at_hand: Conflicted
) -> Iterator[Decision]:
    """The decisions with their places in the file at hand.

    Those that follow from the base, and that git took alike, are left out.
    """
    starts = [conflict.start for conflict in at_hand.conflicts]
    for made in decisions:
        ours, theirs = (
            span and place_span(span, whole.places) for span in (made.ours, made.theirs)
        )
        inside = any(span and _meets_conflict(at_hand, starts, span) for span in (ours, theirs))
        if inside or made.grade is not Grade.PROVEN:
            yield replace(made, ours=ours, theirs=theirs)


def _meets_conflict(at_hand: Conflicted, starts: list[int], span: tuple[int, int]) -> bool:
    """Whether 1-based inclusive lines hold lines of a conflict."""
    before = bisect_right(starts, span[1] - 1)
    return before > 0 and at_hand.conflicts[before - 1].end >= span[0] - 1


def _as_it_is(at_hand: Conflicted, made: Merge) -> Merge:
    """The file as it stands; each of its conflicts has the reason of those that remain there."""
    left = left_as_it_is(at_hand, made.direction, "")
    named = [
        replace(r, reason=_reason(made, c), help=made.remaining[0].help)
        for r, c in zip(left.remaining, at_hand.conflicts, strict=True)
    ]
    return replace(left, remaining=tuple(named))


def _reason(made: Merge, conflict: Conflict) -> str:
    """Why a conflict of the file stays: what is said of those that hold its lines."""
    wanted = {line for line in (*conflict.ours, *conflict.theirs) if line.strip()}
    found: dict[str, None] = {}
    lines = [line.text for line in made.lines]
    starts = [left.line - 1 for left in made.remaining]
    for left, start, end in zip(made.remaining, starts, [*starts[1:], len(lines)], strict=True):
        if wanted.intersection(lines[start:end]):
            found[left.reason] = None
    return "; ".join(found or dict.fromkeys(left.reason for left in made.remaining))
