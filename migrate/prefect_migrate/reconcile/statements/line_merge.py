"""A three-way merge of a few lines, in this process: a call of git for each statement is dear."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple


class Hunk(NamedTuple):
    """Lines ``[start, end)`` of the base, and what takes their place."""

    start: int
    end: int
    lines: tuple[str, ...]

    @property
    def deletes(self) -> bool:
        """Whether nothing takes the place of the lines."""
        return not self.lines


def merge_lines(
    newer: Sequence[str], older: Sequence[str], base: Sequence[str], *, touching: bool = False
) -> list[str] | None:
    """The base with the changes of both; ``None`` where they meet.

    Changes that touch are a conflict, as for git; with ``touching`` they are none as long as no
    line is changed by both, nothing is inserted by both in one place, and nothing goes beside
    what the other side deleted: it may be about that.
    """
    first, second = _hunks(base, newer), _hunks(base, older)
    every = sorted({*first, *second}, key=lambda hunk: (hunk.start, hunk.end))
    for one, other in pairwise(every):
        if _meet(one, other, touching=touching):
            return None
    result: list[str] = []
    at = 0
    for hunk in every:
        result += [*base[at : hunk.start], *hunk.lines]
        at = hunk.end
    return [*result, *base[at:]]


def _meet(one: Hunk, other: Hunk, *, touching: bool) -> bool:
    if one.end > other.start or (one.start, one.end) == (other.start, other.end):
        return True
    if one.end < other.start:
        return False
    inserts = one.start == one.end or other.start == other.end
    return not touching or (inserts and (one.deletes or other.deletes))


def _hunks(base: Sequence[str], side: Sequence[str]) -> list[Hunk]:
    matcher = SequenceMatcher(None, base, side, autojunk=False)
    return [
        Hunk(i1, i2, tuple(side[j1:j2]))
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
    ]
