"""Conflicts that a person wants to decide, whatever the merge would make of them."""

from __future__ import annotations

from collections.abc import Iterator

from prefect_migrate.conflicts import Conflict
from prefect_migrate.model import Decision, Variant
from prefect_migrate.reconcile.result import Parts, Sides, Span, Undecided

REASON = "you left this conflict open (--decisions)"
HELP = "edit it by hand, or decide it with prefect-migrate review"


def leave_open(sides: Sides, parts: Parts, ids: frozenset[str]) -> Parts:
    """``parts`` without what was decided of the conflicts with these ids: they stay in markers."""
    conflicts = [c for c in sides.conflicted.conflicts if c.id in ids] if ids else []
    if not conflicts:
        return parts
    return Parts(
        parts.edits,
        tuple(d for d in parts.decisions if not any(_about(d, c) for c in conflicts)),
        (*parts.undecided, *_undecided(sides, conflicts)),
    )


def _undecided(sides: Sides, conflicts: list[Conflict]) -> Iterator[Undecided]:
    for conflict in conflicts:
        newer, older = (_span(variant, conflict) for variant in (sides.newer, sides.older))
        yield Undecided(newer, older, None, REASON, HELP, exact=True)


def _span(variant: Variant, conflict: Conflict) -> Span:
    """The lines of a side that stand between the markers."""
    inside = [i for i, at in enumerate(variant.origin) if conflict.start <= at <= conflict.end]
    if inside:
        return inside[0], inside[-1] + 1
    at = sum(1 for at in variant.origin if at < conflict.start)
    return at, at


def _about(decision: Decision, conflict: Conflict) -> bool:
    """Whether a decision is about lines of the conflict, and not about the whole file."""
    spans = [span for span in (decision.ours, decision.theirs) if span]
    first, last = conflict.start + 1, conflict.end + 1
    return any(start >= first and end <= last for start, end in spans)
