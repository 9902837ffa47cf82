"""Conflicts that stay in markers, whatever the merge would make of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from prefect_migrate.conflicts import Conflict
from prefect_migrate.model import Decision
from prefect_migrate.reconcile.result import Parts, Sides, Undecided

REASON = "you left this conflict open (--decisions)"
HELP = "edit it by hand, or decide it with prefect-migrate review"


def leave_open(sides: Sides, parts: Parts, ids: frozenset[str]) -> Parts:
    """``parts`` without what was decided of the conflicts with these ids."""
    conflicts = [c for c in sides.conflicted.conflicts if c.id in ids] if ids else []
    return reopened(sides, parts, conflicts, REASON, HELP)


def reopened(
    sides: Sides, parts: Parts, conflicts: Collection[Conflict], reason: str, help: str
) -> Parts:
    """``parts`` without what was decided of ``conflicts``: they stay as they stand."""
    if not conflicts:
        return parts
    return replace(
        parts,
        decisions=tuple(d for d in parts.decisions if not any(is_about(d, c) for c in conflicts)),
        undecided=(*parts.undecided, *_undecided(sides, conflicts, reason, help)),
    )


def _undecided(
    sides: Sides, conflicts: Collection[Conflict], reason: str, help: str
) -> Iterator[Undecided]:
    starts = {conflict.start for conflict in conflicts}
    for place in sides.places:
        if place.conflict.start in starts:
            yield Undecided(place.newer, place.older, place.base, reason, help, exact=True)


def is_about(decision: Decision, conflict: Conflict) -> bool:
    """Whether a decision is about lines of the conflict, and not about the whole file."""
    spans = [span for span in (decision.ours, decision.theirs) if span]
    first, last = conflict.start + 1, conflict.end + 1
    return any(start >= first and end <= last for start, end in spans)
