"""What one side did to a sequence of the base: items changed, removed, added or replaced."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from prefect_migrate.conflicts.lines import line_opcodes

Span = tuple[int, int]
Item = TypeVar("Item")
Likeness = Callable[[Item, Item], float]

ALIKE = 0.5
"""The likeness from which one item is taken for a version of another."""


@dataclass(frozen=True, slots=True)
class SideChange:
    """Items ``base`` of the base became the items ``side`` of one side; spans of indices.

    ``edit`` says that one item is a version of the other.
    """

    base: Span
    side: Span
    edit: bool = False

    @property
    def adds(self) -> bool:
        """Whether it does nothing but add items."""
        return self.base[0] == self.base[1]


def find_side_changes(
    base: Sequence[Item],
    side: Sequence[Item],
    likeness: Likeness[Item],
    *,
    key: Callable[[Item], Hashable],
    most_pairs: int,
) -> list[SideChange]:
    """The changes of one side, in order; a stretch that was replaced is cut at versions.

    ``key`` tells which items are equal. Where a stretch has more than ``most_pairs`` pairs of
    items, they aren't compared.
    """
    keys, others = ([key(item) for item in items] for items in (base, side))
    found: list[SideChange] = []
    for tag, i1, i2, j1, j2 in line_opcodes(keys, others):
        if tag != "equal":
            fits = (i2 - i1) * (j2 - j1) <= most_pairs
            pairs = _paired_versions(base[i1:i2], side[j1:j2], likeness) if fits else []
            found += _cut_at(pairs, (i1, i2), (j1, j2))
    return found


def _cut_at(pairs: Sequence[tuple[int, int]], of_base: Span, of_side: Span) -> Iterator[SideChange]:
    """A stretch that was replaced, cut at the items that are versions of one another."""
    ends = of_base[1] - of_base[0], of_side[1] - of_side[0]
    at = (0, 0)
    for i, j in [*pairs, ends]:
        span = (of_base[0] + at[0], of_base[0] + i), (of_side[0] + at[1], of_side[0] + j)
        if (i, j) != at:
            yield SideChange(*span)
        if i < ends[0] and j < ends[1]:
            start = span[0][1], span[1][1]
            yield SideChange((start[0], start[0] + 1), (start[1], start[1] + 1), edit=True)
        at = i + 1, j + 1


def _paired_versions(
    base: Sequence[Item], side: Sequence[Item], likeness: Likeness[Item]
) -> list[tuple[int, int]]:
    """The pairs of items that are versions of one another, in order; the most alike ones."""
    height, width = len(base), len(side)
    like = [[likeness(one, other) for other in side] for one in base]
    like = [[score if score >= ALIKE else 0.0 for score in row] for row in like]
    best = [[0.0] * (width + 1) for _ in range(height + 1)]
    for i in reversed(range(height)):
        for j in reversed(range(width)):
            together = best[i + 1][j + 1] + like[i][j] if like[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], together)
    found: list[tuple[int, int]] = []
    i = j = 0
    while i < height and j < width:
        if like[i][j] and best[i][j] == best[i + 1][j + 1] + like[i][j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found
