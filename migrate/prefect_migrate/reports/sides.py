"""The lines of each side of a conflicted file, by their line in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from prefect_migrate.conflicts import Conflict, Conflicted, parse_conflicts
from prefect_migrate.conflicts.base import base_lines
from prefect_migrate.model import Outcome, Refusal, Side

SIDES: tuple[Side, ...] = ("ours", "base", "theirs")
Numbered = tuple[int, str]
"""A 1-based line of the conflicted file, and its text."""


@dataclass(frozen=True, slots=True)
class ConflictSides:
    """What a conflicted file says on each side; empty for a file without conflicts."""

    conflicts: tuple[Conflict, ...] = ()
    _lines: Mapping[str, Sequence[Numbered]] = field(default_factory=dict)

    def lines(self, side: Side, span: tuple[int, int] | None) -> list[Numbered]:
        """The lines of a side in a 1-based inclusive span of the file, without the other side's."""
        if span is None:
            return []
        return [pair for pair in self._lines.get(side, ()) if span[0] <= pair[0] <= span[1]]

    def label(self, side: Side) -> str:
        """``ours (HEAD)`` where the markers name the side."""
        labels = {conflict.label(side) for conflict in self.conflicts}
        name = labels.pop() if len(labels) == 1 else ""
        return f"{side} ({name})" if name and name != side else side


def conflict_sides(outcome: Outcome) -> ConflictSides:
    """The sides of the file before the merge."""
    if not outcome.decisions and not outcome.remaining:
        return ConflictSides()
    try:
        parsed = parse_conflicts(outcome.source, tolerant=True, unmerged=True)
    except Refusal:
        return ConflictSides()
    return ConflictSides(parsed.conflicts, {side: _numbered_lines(parsed, side) for side in SIDES})


def conflict_base(outcome: Outcome, conflict: Conflict) -> tuple[str, ...] | None:
    """The base's lines for a conflict of the file before the merge.

    They stand in the markers, or, where git has the base, in it; ``None`` where none is known.
    """
    if conflict.base is not None:
        return conflict.base
    if outcome.base is None:
        return None
    try:
        parsed = parse_conflicts(outcome.source, tolerant=True, unmerged=True)
    except Refusal:
        return None
    return base_lines(parsed, conflict, outcome.base.text)


def _numbered_lines(parsed: Conflicted, side: Side) -> list[Numbered]:
    variant = parsed.variant(side)
    return [(at + 1, text) for at, text in zip(variant.origin, variant.lines, strict=True)]
