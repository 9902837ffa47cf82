"""Two sides that differ in nothing but their line ends."""

from __future__ import annotations

from collections.abc import Iterable

from prefect_migrate.conflicts import Common, Conflicted
from prefect_migrate.model import Direction, Variant
from prefect_migrate.reconcile.decision_rules import DecisionRule, make_decision
from prefect_migrate.reconcile.result import Merge, Sides


def keep_line_ends(conflicted: Conflicted, direction: Direction) -> Merge | None:
    """The side with the line ends of the file at hand; ``None`` where more than these differ.

    Line ends say nothing of which side is newer, and are nobody's change.
    """
    ours, theirs = conflicted.variant("ours"), conflicted.variant("theirs")
    if ours.text == theirs.text or _with_unix_ends(ours) != _with_unix_ends(theirs):
        return None
    only_theirs = own_line_ends(conflicted, theirs.lines) and not own_line_ends(
        conflicted, ours.lines
    )
    kept, other = (theirs, ours) if only_theirs else (ours, theirs)
    sides = Sides(conflicted, kept, other)
    made = make_decision(
        sides,
        DecisionRule.EQUAL_TEXT,
        "newer",
        "text",
        "line ends",
        "the sides differ only in their line ends; those of the file stay",
        newer=(0, len(kept.lines)),
        older=(0, len(other.lines)),
    )
    return Merge(sides.lines(kept), (made,), (), direction)


def _with_unix_ends(variant: Variant) -> str:
    return variant.text.replace("\r\n", "\n")


def own_line_ends(conflicted: Conflicted, lines: Iterable[str]) -> bool:
    """Whether lines end as those outside of the conflicts do, where these agree.

    The markers tell nothing: git ends them with CRLF only where both sides do.
    """
    around = {
        line.endswith("\r\n")
        for segment in conflicted.segments
        if isinstance(segment, Common)
        for line in segment.lines
    }
    return len(around) == 1 and {line.endswith("\r\n") for line in lines} <= around
