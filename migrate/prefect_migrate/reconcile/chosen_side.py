"""The side that the user named, where nothing else decides."""

from __future__ import annotations

from dataclasses import replace

from prefect_migrate.conflicts import Conflicted
from prefect_migrate.model import Decision, Direction, Variant
from prefect_migrate.reconcile.decision_rules import DecisionRule, make_decision
from prefect_migrate.reconcile.direction import OTHER
from prefect_migrate.reconcile.result import Merge, Sides, Span, Undecided
from prefect_migrate.settings import Settings

_WORDS = 300


def take_preferred_side(sides: Sides, item: Undecided, settings: Settings) -> Decision:
    """The user's word on what nothing else decides; what only the other side has is named."""
    return _by_word(sides, "what differs", item.newer, item.older, settings, item.reason)


def chosen_side(
    conflicted: Conflicted, settings: Settings, direction: Direction, reason: str
) -> Merge:
    """The whole file of the side that wins, where the two can't be merged."""
    assert direction.newer is not None
    newer, older = (conflicted.variant(side) for side in (direction.newer, OTHER[direction.newer]))
    sides = Sides(conflicted, newer, older, chosen=True)
    spans = (0, len(newer.lines)), (0, len(older.lines))
    made = _by_word(sides, "whole file", *spans, settings, reason)
    return Merge(sides.lines(newer), (made,), (), direction)


def _by_word(
    sides: Sides, subject: str, newer: Span, older: Span, settings: Settings, reason: str
) -> Decision:
    side = sides.newer.side
    named = f"the newer side, which is {side}" if settings.prefer == "newer" else side
    preference = f"you prefer {named} (--prefer {settings.prefer})"
    dropped = _only_in(sides.older, older, sides.newer)
    made = make_decision(
        sides,
        DecisionRule.USER,
        "newer",
        "text",
        subject,
        preference,
        newer=newer,
        older=older,
        evidence=(reason,),
    )
    return replace(made, dropped=(f"“{dropped}”",) if dropped else ())


def _only_in(variant: Variant, span: Span, other: Variant) -> str:
    """The first words of the lines that only one side has."""
    known = {" ".join(line.split()) for line in other.lines}
    lines = (" ".join(line.split()) for line in variant.lines[slice(*span)])
    text = " / ".join(line for line in lines if line and line not in known)
    return text if len(text) <= _WORDS else f"{text[: _WORDS - 1].rstrip()}…"
