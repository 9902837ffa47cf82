"""Which element of one version is which element of another, and in which order they go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from prefect_migrate.conflicts.lines import matching_lines
from prefect_migrate.reconcile.statements.elements import Element

_NAMED = ("import", "def", "class", "assign", "docstring", "tail")


@dataclass(eq=False)
class Match:
    """One element in up to three versions."""

    newer: Element | None = None
    older: Element | None = None
    base: Element | None = None

    @property
    def any(self) -> Element:
        """The element in whichever version has it."""
        found = self.newer or self.older or self.base
        assert found is not None
        return found

    @property
    def equal(self) -> bool:
        """Whether both sides have it, word for word."""
        return (
            self.newer is not None
            and self.older is not None
            and self.newer.whole == self.older.whole
        )


def pair_indices(
    first: Sequence[Element], second: Sequence[Element], *, in_place: bool = True
) -> dict[int, int]:
    """Indices of ``first`` to indices of ``second``: unique names, then equal code in order, then
    what is left with a key of its own; ``in_place``, then what stands between the same neighbours.
    """
    found: dict[int, int] = {}
    _unique(first, second, found, lambda e: e.key if e.key[0] in _NAMED else None)
    left = [i for i in range(len(first)) if i not in found]
    taken = set(found.values())
    right = [i for i in range(len(second)) if i not in taken]
    meanings = [first[i].meaning for i in left], [second[i].meaning for i in right]
    for start, its, size in matching_lines(*meanings):
        for offset in range(size):
            found[left[start + offset]] = right[its + offset]
    _unique(first, second, found, lambda e: e.key)
    if in_place:
        _pair_between_neighbours(first, second, found)
    return found


def _pair_between_neighbours(
    first: Sequence[Element], second: Sequence[Element], found: dict[int, int]
) -> None:
    """Pair statements that stand alone between the same neighbours: one was changed there.

    Functions and classes go by their names only.
    """
    marks = [(-1, -1), *sorted(found.items()), (len(first), len(second))]
    for (i, j), (next_i, next_j) in pairwise(marks):
        if next_i - i != 2 or next_j - j != 2:
            continue
        kinds = {first[i + 1].kind, second[j + 1].kind}
        if kinds <= {"statement", "assign"} and len(kinds) == 1:
            found[i + 1] = j + 1


def _unique(
    first: Sequence[Element],
    second: Sequence[Element],
    found: dict[int, int],
    key: Callable[[Element], Hashable | None],
) -> None:
    """Pair what has the same key, if nothing else on either side still has it."""
    taken = set(found.values())
    ours = [(key(e), i) for i, e in enumerate(first) if i not in found]
    theirs = [(key(e), i) for i, e in enumerate(second) if i not in taken]
    counts = Counter(k for k, _ in ours), Counter(k for k, _ in theirs)
    where = dict(theirs)
    for k, i in ours:
        if k is not None and counts[0][k] == counts[1][k] == 1:
            found[i] = where[k]


def match_elements(
    newer: Sequence[Element], older: Sequence[Element], base: Sequence[Element] | None
) -> list[Match]:
    """Every element of the three versions, each in one match; in no useful order."""
    ours: list[Match] = [Match(newer=e) for e in newer]
    theirs: list[Match] = [Match(older=e) for e in older]
    if base is None:
        for i, j in pair_indices(newer, older).items():
            ours[i].older = older[j]
            theirs[j] = ours[i]
        return list(dict.fromkeys([*ours, *theirs]))
    common = [Match(base=e) for e in base]
    for i, j in pair_indices(newer, base).items():
        common[j].newer = newer[i]
        ours[i] = common[j]
    for i, j in pair_indices(older, base).items():
        common[j].older = older[i]
        theirs[i] = common[j]
    added = [m for m in ours if m.base is None], [m for m in theirs if m.base is None]
    both = pair_indices([m.any for m in added[0]], [m.any for m in added[1]], in_place=False)
    for i, j in both.items():
        added[0][i].older = added[1][j].older
    joined = {id(added[1][j]) for j in both.values()}
    rest = [m for m in theirs if id(m) not in joined]
    return list(dict.fromkeys([*common, *ours, *rest]))


def order_changed(matches: Sequence[Match]) -> tuple[bool, bool]:
    """Whether the newer and the older version changed the order of what all three have."""
    common = [m for m in matches if m.newer and m.older and m.base]
    base = sorted(common, key=lambda m: m.base.start if m.base else 0)
    newer = sorted(common, key=lambda m: m.newer.start if m.newer else 0)
    older = sorted(common, key=lambda m: m.older.start if m.older else 0)
    return newer != base, older != base


def same_order(matches: Sequence[Match]) -> bool:
    """Whether what both sides have stands in one order."""
    common = [m for m in matches if m.newer and m.older]
    newer = sorted(common, key=lambda m: m.newer.start if m.newer else 0)
    return newer == sorted(common, key=lambda m: m.older.start if m.older else 0)


def arrange_matches(matches: Sequence[Match], by_newer: bool) -> list[Match]:
    """The matches in the order of one side; what only the other has follows its predecessor.

    Where both sides have something of their own in one place, the newer comes first.
    """
    leading = [m for m in matches if (m.newer if by_newer else m.older)]
    leading.sort(key=lambda m: _start(m, by_newer))
    following = [m for m in matches if (m.older if by_newer else m.newer)]
    following.sort(key=lambda m: _start(m, not by_newer))
    known = set(map(id, leading))
    behind: dict[int, list[Match]] = {}
    anchor = 0
    for each in following:
        if id(each) in known:
            anchor = id(each)
        else:
            behind.setdefault(anchor, []).append(each)
    result: list[Match] = []
    waiting = behind.get(0, [])
    for each in leading:
        if not (by_newer and each.older is None):
            result += waiting
            waiting = []
        result.append(each)
        waiting = waiting + behind.get(id(each), [])
    return result + waiting


def _start(match: Match, newer: bool) -> int:
    element = match.newer if newer else match.older
    return element.start if element else 0
