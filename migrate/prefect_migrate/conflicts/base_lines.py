"""The lines of a base that came from git, for one conflict of a file with two-way markers."""

from __future__ import annotations

from prefect_migrate.conflicts.lines import Span, equal_stretches
from prefect_migrate.conflicts.segments import Conflict, Conflicted
from prefect_migrate.model import Side, split_lines


def base_lines(conflicted: Conflicted, conflict: Conflict, base: str) -> tuple[str, ...]:
    """What the base says between the lines that it shares with both sides, above and below."""
    lines = split_lines(base)
    sides: tuple[Side, Side] = ("ours", "theirs")
    ours, theirs = (_lines_around(conflicted, conflict, side, lines) for side in sides)
    start, end = min(ours[0], theirs[0]), max(ours[1], theirs[1])
    return tuple(lines[start : max(start, end)])


def _lines_around(conflicted: Conflicted, conflict: Conflict, side: Side, base: list[str]) -> Span:
    """The lines of the base between the nearest ones of a side outside of the conflict."""
    variant = conflicted.variant(side)
    above, below = 0, len(base)
    for start, other, size in equal_stretches(base, variant.lines):
        for offset in range(size):
            at = variant.origin[other + offset]
            if at < conflict.start:
                above = start + offset + 1
            elif at > conflict.end:
                return above, start + offset
    return above, below
