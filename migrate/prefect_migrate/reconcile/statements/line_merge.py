"""A three-way merge of a few lines, in this process: a call of git for each statement is dear."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple


class Hunk(NamedTuple):
    """Lines ``[start, end)`` of the base, and what takes their place: lines ``side`` of a side."""

    start: int
    end: int
    lines: tuple[str, ...]
    side: tuple[int, int]

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
    every = _changes_of_both(side_hunks(base, newer), side_hunks(base, older))
    if _any_meet(every, touching=touching):
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


def changes_apart(first: Sequence[Hunk], second: Sequence[Hunk]) -> bool:
    """Whether no change of one side meets one of the other, those aside that both made alike."""
    return not _any_meet(_changes_of_both(first, second), touching=True)


def _changes_of_both(first: Sequence[Hunk], second: Sequence[Hunk]) -> list[Hunk]:
    """The changes of both in order, those that both made once."""
    every = {(hunk.start, hunk.end, hunk.lines): hunk for hunk in (*first, *second)}
    return sorted(every.values(), key=lambda hunk: (hunk.start, hunk.end))


def _any_meet(every: Sequence[Hunk], *, touching: bool) -> bool:
    return any(_meet(one, other, touching=touching) for one, other in pairwise(every))


def side_hunks(base: Sequence[str], side: Sequence[str]) -> list[Hunk]:
    """What a side changed of the base."""
    matcher = SequenceMatcher(None, base, side, autojunk=False)
    return [
        Hunk(i1, i2, tuple(side[j1:j2]), (j1, j2))
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
    ]


def merge_names(
    newer: Sequence[str], older: Sequence[str], base: Sequence[str]
) -> list[str] | None:
    """The order of named items, without those that a side removed; ``None`` where it isn't certain.

    Each name stands once in a version. What both sides put in one place has no certain order, and
    neither have items that a side moved.
    """
    found = _inserted(newer, older, base)
    return found if found is not None and found == _inserted(older, newer, base) else None


def _inserted(onto: Sequence[str], other: Sequence[str], base: Sequence[str]) -> list[str] | None:
    """``onto`` with what ``other`` added behind what stands before it, less what it removed."""
    kept = [name for name in onto if name in other or name not in base]
    shared = [name for name in kept if name in other]
    if shared != [name for name in other if name in shared]:
        return None
    before: str | None = None
    for name in other:
        if name in base or name in kept:
            before = name if name in kept else before
            continue
        kept.insert(kept.index(before) + 1 if before is not None else 0, name)
        before = name
    return kept
