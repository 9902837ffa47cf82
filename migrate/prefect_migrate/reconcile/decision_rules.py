"""What a merge may decide by, and what each of these rules proves.

A grade is not chosen where a decision is made: it follows from the rule, and from whether the base
is known. With a base no policy decides: what both sides changed stays a conflict, unless one
change contains the other.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum
from typing import Literal, TypeVar

from prefect_migrate.model import Decision, Grade, conflict_id
from prefect_migrate.reconcile.result import Sides, Span, broken_invariant, text_of

Taken = Literal["either", "newer", "older"]
Took = Literal["newer", "older", "merged", "both"]
Value = TypeVar("Value")


class DecisionRule(str, Enum):
    """The rules, by the names that reports give them."""

    EQUAL = "equal"
    EQUAL_TEXT = "equal-text"
    EQUAL_CODE = "equal-code"
    EQUAL_AFTER_CODEMODS = "equal-after-codemods"
    EMPTY_IS_ABSENT = "empty-is-absent"
    THREE_WAY = "three-way"
    CONTAINED = "contained-change"
    NEWER_WINS = "newer-wins"
    ONE_SIDED = "one-sided"
    BY_STATEMENT = "by-statement"
    USER = "user"
    DECISIONS = "decisions"

    def grade(self, base_grade: Grade | None) -> Grade:
        """The grade of what the rule decides; ``base_grade`` is that of the base, if one is known.

        Raises ``Unsafe`` for a policy where the base is known.
        """
        if self in _EQUIVALENT:
            return Grade.EQUIVALENT
        if self in _FROM_BASE:
            if base_grade is None:
                raise broken_invariant(f"{self.value} was decided without a base")
            return Grade.PROVEN if base_grade is Grade.NEEDS_REVIEW else base_grade
        if self in _POLICIES and base_grade is not None:
            raise broken_invariant(f"{self.value} would decide where the base is known")
        return Grade.POLICY


_EQUIVALENT = {
    DecisionRule.EQUAL,
    DecisionRule.EQUAL_TEXT,
    DecisionRule.EQUAL_CODE,
    DecisionRule.EQUAL_AFTER_CODEMODS,
    DecisionRule.EMPTY_IS_ABSENT,
}
_FROM_BASE = {DecisionRule.THREE_WAY, DecisionRule.CONTAINED}
_POLICIES = {DecisionRule.NEWER_WINS, DecisionRule.ONE_SIDED, DecisionRule.BY_STATEMENT}


def three_way(
    newer: Value,
    older: Value,
    base: Value,
    same: Callable[[Value, Value], bool] = operator.eq,
) -> Taken | None:
    """Whose version stands for all three; ``None`` if both changed it, in different ways.

    A version may be ``None`` where a side lacks the thing: a deletion is a change like others.
    ``same`` tells whether two versions are one, and what counts for that: whoever compares less
    than the whole text loses what else a side changed.
    """
    if same(newer, older):
        return "either"
    if same(older, base):
        return "newer"
    if same(newer, base):
        return "older"
    return None


def make_decision(
    sides: Sides,
    rule: DecisionRule,
    took: Took,
    kind: str,
    subject: str,
    reason: str,
    *,
    newer: Span | None = None,
    older: Span | None = None,
    evidence: tuple[str, ...] = (),
) -> Decision:
    """A decision about spans of the two sides, with the grade that its rule bears out.

    Raises ``Unsafe`` where the rule may not decide.
    """
    grade = rule.grade(sides.base_grade if sides.base is not None else None)
    assert sides.newer.side != "base"
    assert sides.older.side != "base"
    actions = {"newer": sides.newer.side, "older": sides.older.side}
    action = took if took in ("merged", "both") else actions[took]
    texts = [
        text_of(variant, span) if span is not None else ""
        for variant, span in ((sides.newer, newer), (sides.older, older))
    ]
    made = Decision(conflict_id(*texts), kind, subject, action, rule.value, grade, reason, evidence)
    return sides.decision(made, newer, older)


def dropped_comments(
    sides: Sides, lost: Sequence[str], newer: Span | None, older: Span | None
) -> tuple[Decision, ...]:
    """The decision that comments of the older side go with its code, which the newer's replaces.

    It is a decision of its own: that code is equal tells nothing about its comments.
    Raises ``Unsafe`` where the base is known.
    """
    if not lost:
        return ()
    rule = DecisionRule.USER if sides.chosen else DecisionRule.NEWER_WINS
    reason = f"only {sides.older.side} has comments: dropped"
    made = make_decision(sides, rule, "newer", "code", "comments", reason, newer=newer, older=older)
    return (replace(made, dropped=tuple(f"`# {comment}`" for comment in lost)),)


def only_allowed(sides: Sides, decisions: tuple[Decision, ...]) -> None:
    """Raise ``Unsafe`` for a decision with a grade that its rule doesn't bear out."""
    base_grade = sides.base_grade if sides.base is not None else None
    for made in decisions:
        if made.grade in (Grade.PROVEN, Grade.POLICY):
            DecisionRule(made.rule).grade(base_grade)
        if made.grade is Grade.PROVEN and DecisionRule(made.rule) not in _FROM_BASE:
            raise broken_invariant(f"{made.rule} proves nothing")
