"""Three versions of lines that each say something of their own, merged although changes touch.

For git, changes in neighbouring lines are one conflict. Where a line is a statement, as in a shell
script or a settings file, it is none: each side changed another one.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from typing import Literal

from prefect_migrate.conflicts.lines import line_opcodes
from prefect_migrate.reconcile.side_changes import ALIKE, SideChange, Span, find_side_changes

Name = Literal["ours", "theirs"]
Picked = tuple[Name, int]
"""A line of a side."""
Additions = Literal["conflict", "ours first", "theirs first", "apart"]
"""What becomes of lines that both sides added in one place: ``apart`` are those of ours and then
those of theirs, also where both begin alike."""

_MOST_PAIRS = 2500


def merge_lines(
    base: Sequence[str],
    ours: Sequence[str],
    theirs: Sequence[str],
    *,
    additions: Additions = "conflict",
    independent: bool = False,
) -> list[Picked] | None:
    """The lines of the result, each by its side; ``None`` where both changed one thing.

    An addition beside a line that the other side took out may belong to that, so that it is a
    conflict; unless lines are ``independent`` of each other, as in a list.
    """
    both: list[tuple[SideChange, Name]] = [
        *((change, "ours") for change in line_changes(base, ours)),
        *((change, "theirs") for change in line_changes(base, theirs)),
    ]
    both.sort(key=lambda item: (item[0].base, item[1] == "theirs"))
    picked: list[Picked] = []
    at = shift = 0
    for group in _dependent_changes(both, independent=independent):
        start = min(change.base[0] for change, _ in group)
        picked += [("ours", line + shift) for line in range(at, start)]
        at = max(change.base[1] for change, _ in group)
        made = _of_group(group, ours, theirs, additions)
        if made is None:
            return None
        picked += made
        shift += sum(_growth(change) for change, side in group if side == "ours")
    return [*picked, *(("ours", line + shift) for line in range(at, len(base)))]


def line_changes(base: Sequence[str], side: Sequence[str]) -> list[SideChange]:
    """The changes of one side, in order; a stretch that was replaced is cut at lines alike."""
    return find_side_changes(base, side, _likeness, key=str, most_pairs=_MOST_PAIRS)


def _growth(change: SideChange) -> int:
    return (change.side[1] - change.side[0]) - (change.base[1] - change.base[0])


def _dependent_changes(
    both: Sequence[tuple[SideChange, Name]], *, independent: bool
) -> Iterator[list[tuple[SideChange, Name]]]:
    """The changes by what bears on one another."""
    group: list[tuple[SideChange, Name]] = []
    for item in both:
        if group and not any(_bears(item, other, independent=independent) for other in group):
            yield group
            group = []
        group.append(item)
    if group:
        yield group


def _bears(
    one: tuple[SideChange, Name], other: tuple[SideChange, Name], *, independent: bool
) -> bool:
    (first, its), (second, others) = one, other
    if its == others:
        return False
    if first.adds and second.adds:
        return first.base == second.base
    if first.adds or second.adds:
        added, touched = (first, second) if first.adds else (second, first)
        start, end = touched.base
        if touched.edit or independent:
            return start < added.base[0] < end
        return start <= added.base[0] <= end
    return first.base[0] < second.base[1] and second.base[0] < first.base[1]


def _of_group(
    group: Sequence[tuple[SideChange, Name]],
    ours: Sequence[str],
    theirs: Sequence[str],
    additions: Additions,
) -> list[Picked] | None:
    """What stands for changes that bear on one another; ``None`` for a conflict."""
    sides = {side for _, side in group}
    if len(sides) == 1:
        return [(side, line) for change, side in group for line in range(*change.side)]
    if len(group) != 2:
        return None
    (first, _), (second, _) = sorted(group, key=lambda item: item[1])
    mine, others = ours[slice(*first.side)], theirs[slice(*second.side)]
    if first.base == second.base and list(mine) == list(others):
        return [("ours", line) for line in range(*first.side)]
    if additions == "conflict" or not (first.adds and second.adds):
        return None
    return _lines_of_both(first.side, second.side, mine, others, additions)


def _lines_of_both(
    first: Span, second: Span, mine: Sequence[str], others: Sequence[str], additions: Additions
) -> list[Picked]:
    """What both sides added; lines with words that they have alike stand once."""
    found: list[Picked] = []
    parts = list(line_opcodes(mine, others))
    if additions == "apart" or not any(
        tag == "equal" and "".join(mine[i1:i2]).strip() for tag, i1, i2, _, _ in parts
    ):
        parts = [("replace", 0, len(mine), 0, len(others))]
    for tag, i1, i2, j1, j2 in parts:
        its: list[Picked] = [("ours", first[0] + line) for line in range(i1, i2)]
        theirs: list[Picked] = [("theirs", second[0] + line) for line in range(j1, j2)]
        if tag == "equal":
            found += its
        else:
            found += theirs + its if additions == "theirs first" else its + theirs
    return found


def _likeness(first: str, second: str) -> float:
    """From 0 (other things) to 1 (the same line)."""
    if not first.strip() or not second.strip():
        return 0.0
    matcher = difflib.SequenceMatcher(None, first.strip(), second.strip(), autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()
