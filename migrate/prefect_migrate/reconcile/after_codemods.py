"""Documents of any kind, and conflicts in them, compared as the codemods would write them.

A side that only did by hand what the codemods do has changed nothing of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from prefect_migrate.model import Line, Origin, Variant, split_lines
from prefect_migrate.reconcile.decision_rules import DecisionRule, make_decision
from prefect_migrate.reconcile.edits import LineEdit
from prefect_migrate.reconcile.migrated_variant import migrated_document
from prefect_migrate.reconcile.result import Parts, Sides, Span
from prefect_migrate.settings import Settings


@dataclass(frozen=True, slots=True)
class MigratedVerdict:
    """The side that a conflict goes to, its lines after the codemods, and why."""

    winner: Variant
    lines: tuple[Line, ...]
    rule: DecisionRule
    reason: str


@dataclass(frozen=True, slots=True)
class AfterCodemods:
    """The lines of both sides, and of the base, after the codemods; one for one."""

    sides: Sides
    newer: list[str]
    older: list[str]
    base: list[str] | None
    rules: str

    @classmethod
    def of(cls, sides: Sides, settings: Settings) -> AfterCodemods | None:
        """Run the codemods over all of them; ``None`` where they move lines or change nothing."""
        path, found, rules = sides.conflicted.source.path, [], set()
        for variant in (sides.newer, sides.older, sides.base):
            made = migrated_document(path, variant.text, settings) if variant is not None else None
            lines = split_lines(made[0]) if made is not None else None
            if variant is not None and (lines is None or len(lines) != len(variant.lines)):
                return None
            found.append(lines)
            rules |= set(made[1]) if made is not None else set()
        if not rules or found[0] is None or found[1] is None:
            return None
        return cls(sides, found[0], found[1], found[2], ", ".join(sorted(rules)))

    def judge(self, newer: Span, older: Span, base: Span | None) -> MigratedVerdict | None:
        """What the codemods leave of a conflict, if it is no conflict any more."""
        its, other = self.newer[slice(*newer)], self.older[slice(*older)]
        sides = self.sides
        if _without_blank_ends(its) == _without_blank_ends(other):
            # The side that needs no codemod wrote it so: its own lines stay, nothing is rewritten.
            done = list(sides.newer.lines[slice(*newer)]) == its
            winner, span = (sides.newer, newer) if done else (sides.older, older)
            reason = f"both sides are the same after {self.rules}; the text of {winner.side} stays"
            return MigratedVerdict(
                winner,
                sides.lines(winner)[slice(*span)],
                DecisionRule.EQUAL_AFTER_CODEMODS,
                reason,
            )
        if base is None or self.base is None:
            return None
        origin = _without_blank_ends(self.base[slice(*base)])
        if origin == _without_blank_ends(other):
            return self._won(
                sides.newer, self.newer, newer, self._untouched(sides.older, older, base)
            )
        if origin == _without_blank_ends(its):
            return self._won(
                sides.older, self.older, older, self._untouched(sides.newer, newer, base)
            )
        return None

    def _untouched(self, variant: Variant, span: Span, base: Span) -> bool:
        """Whether a side has the base's own lines, not what the codemods make of them."""
        assert self.sides.base is not None
        known = self.sides.base.lines[slice(*base)]
        return _without_blank_ends([*variant.lines[slice(*span)]]) == _without_blank_ends([*known])

    def _won(
        self, winner: Variant, lines: list[str], span: Span, untouched: bool
    ) -> MigratedVerdict:
        own = self.sides.lines(winner)
        made = tuple(
            own[i] if lines[i] == own[i].text else Line(lines[i], Origin("rule", rule=self.rules))
            for i in range(*span)
        )
        rule = DecisionRule.THREE_WAY if untouched else DecisionRule.CONTAINED
        reason = f"after {self.rules}, only {winner.side} changed this since the base"
        return MigratedVerdict(winner, made, rule, reason)


def same_document(sides: Sides, settings: Settings) -> Parts | None:
    """The side that needs no migration, where both are equal after it; ``None`` elsewhere."""
    path = sides.conflicted.source.path
    newer, older = (migrated_document(path, v.text, settings) for v in (sides.newer, sides.older))
    if (
        newer is None
        or older is None
        or _without_blank_ends(split_lines(newer[0])) != _without_blank_ends(split_lines(older[0]))
    ):
        return None
    # No codemod did anything: the sides are equal by themselves, and who merges them says so.
    if not (newer[1] or older[1]):
        return None
    winner, rules = (sides.newer, older[1]) if older[1] else (sides.older, newer[1])
    assert winner.side != "base"
    whole = (0, len(sides.newer.lines)), (0, len(sides.older.lines))
    made = make_decision(
        sides,
        DecisionRule.EQUAL_AFTER_CODEMODS,
        "newer" if winner is sides.newer else "older",
        "code",
        "whole file",
        f"both sides are the same after {', '.join(rules)}; the text of {winner.side} stays",
        newer=whole[0],
        older=whole[1],
    )
    edits = () if winner is sides.newer else (LineEdit(*whole[0], sides.lines(sides.older)),)
    return Parts(edits, (made,))


def _without_blank_ends(lines: list[str]) -> list[str]:
    return [line.rstrip() for line in lines]
