"""What one side did to the units of the base: changed, removed, added or replaced."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from prefect_migrate.conflicts.lines import equal_share
from prefect_migrate.reconcile.page.units import Unit, row_cells
from prefect_migrate.reconcile.result import Span
from prefect_migrate.reconcile.side_changes import ALIKE, SideChange, find_side_changes

_APART = 0.3
"""Likeness under which two entries have nothing to do with each other."""
_TEXTS = ("paragraph", "item", "quote")
_MOST_PAIRS = 4000
"""How many pairs of units are compared word by word in one place."""
_MOST_SIGNS = 1000
"""Up to how many characters units are compared character by character."""


def side_changes(base: Sequence[Unit], side: Sequence[Unit]) -> list[SideChange]:
    """The changes of one side, in order; a unit that was split, or joined to another, is one."""
    changes = find_side_changes(
        base, side, unit_likeness, key=lambda unit: unit.key, most_pairs=_MOST_PAIRS
    )
    made: list[SideChange] = []
    for change in changes:
        if made and _are_one_text(base, side, made[-1], change):
            before = made.pop()
            change = SideChange((before.base[0], change.base[1]), (before.side[0], change.side[1]))
        made.append(change)
    return made


def _are_one_text(
    base: Sequence[Unit], side: Sequence[Unit], first: SideChange, second: SideChange
) -> bool:
    """Whether two changes beside each other split one text, or join two.

    Most words of what one of them adds, or takes out, are then those that the other one lost or got.
    """
    if first.base[1] != second.base[0] or first.side[1] != second.side[0]:
        return False
    held = [
        (_words_in(base[slice(*change.base)]), _words_in(side[slice(*change.side)]))
        for change in (first, second)
    ]
    (old, new), (old_next, new_next) = held
    split = _mostly_same_words(new_next, old - new) or _mostly_same_words(new, old_next - new_next)
    joined = _mostly_same_words(old_next, new - old) or _mostly_same_words(old, new_next - old_next)
    return (split and not (old and old_next)) or (joined and not (new and new_next))


def _words_in(units: Sequence[Unit]) -> Counter[str]:
    texts = [unit for unit in units if unit.kind in _TEXTS]
    return Counter(word for unit in texts for word in unit.words)


def _mostly_same_words(words: Counter[str], others: Counter[str]) -> bool:
    return bool(words) and (words & others).total() * 2 > words.total()


def unit_likeness(first: Unit, second: Unit) -> float:
    """From 0 (other things) to 1 (the same words)."""
    if first.kind != second.kind or first.level != second.level or first.indent != second.indent:
        return 0.0
    if first.kind == "row":
        same = row_cells(first.text)[:1] == row_cells(second.text)[:1]
        return 0.5 + _ratio(first, second) / 2 if same else 0.0
    if first.kind == "reference":
        return float(first.mark == second.mark)
    if first.kind == "table head":
        return 1.0
    if first.kind == "fence":
        same = first.text.split("\n", 1)[0].strip() == second.text.split("\n", 1)[0].strip()
        return 0.5 + _ratio(first, second) / 2 if same else _ratio(first, second)
    if first.kind in ("html", "code") and max(len(first.text), len(second.text)) < _MOST_SIGNS:
        return difflib.SequenceMatcher(None, first.text, second.text, autojunk=False).ratio()
    return _ratio(first, second)


def _ratio(first: Unit, second: Unit) -> float:
    matcher = difflib.SequenceMatcher(None, first.words, second.words, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE / 2 or matcher.quick_ratio() < ALIKE / 2:
        return 0.0
    return equal_share(first.words, second.words)


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """A stretch of the three pages, as spans of unit indexes, and who changed it how."""

    base: Span
    ours: Span
    theirs: Span
    kind: Literal["same", "ours", "theirs", "both"]
    of_ours: tuple[SideChange, ...] = ()
    of_theirs: tuple[SideChange, ...] = ()


def find_places(
    base: Sequence[Unit], ours: Sequence[Unit], theirs: Sequence[Unit]
) -> list[UnitPlace]:
    """The three pages cut into places; changes that depend on each other are one place."""
    mine, other = side_changes(base, ours), side_changes(base, theirs)
    dependence = _Dependence(base, ours, theirs)
    found: list[UnitPlace] = []
    # Up to where the base is cut, and by how much each side is longer than it there.
    at, shift = 0, (0, 0)
    i = j = 0
    while i < len(mine) or j < len(other):
        group = _dependent_changes(mine, other, i, j, dependence)
        of_ours, of_theirs = mine[i : group[0]], other[j : group[1]]
        i, j = group
        start = min(c.base[0] for c in (*of_ours, *of_theirs))
        end = max(c.base[1] for c in (*of_ours, *of_theirs))
        found += _unchanged_places(at, start, shift)
        grown = tuple(
            s + sum((c.side[1] - c.side[0]) - (c.base[1] - c.base[0]) for c in made)
            for s, made in zip(shift, (of_ours, of_theirs), strict=True)
        )
        kind: Literal["ours", "theirs", "both"] = (
            "both" if of_ours and of_theirs else "ours" if of_ours else "theirs"
        )
        found.append(
            UnitPlace(
                (start, end),
                (start + shift[0], end + grown[0]),
                (start + shift[1], end + grown[1]),
                kind,
                tuple(of_ours),
                tuple(of_theirs),
            )
        )
        at, shift = end, (grown[0], grown[1])
    return [*found, *_unchanged_places(at, len(base), shift)]


def _unchanged_places(start: int, end: int, shift: tuple[int, int]) -> list[UnitPlace]:
    return [
        UnitPlace(
            (k, k + 1), (k + shift[0], k + 1 + shift[0]), (k + shift[1], k + 1 + shift[1]), "same"
        )
        for k in range(start, end)
    ]


def _dependent_changes(
    mine: Sequence[SideChange], other: Sequence[SideChange], i: int, j: int, dependence: _Dependence
) -> tuple[int, int]:
    """How far the changes go that depend on the next one."""
    first: list[SideChange] = []
    second: list[SideChange] = []
    if j >= len(other) or (i < len(mine) and _before(mine[i], other[j])):
        first.append(mine[i])
        i += 1
    else:
        second.append(other[j])
        j += 1
    growing = True
    while growing:
        growing = False
        if i < len(mine) and any(dependence.between(mine[i], change) for change in second):
            first.append(mine[i])
            i, growing = i + 1, True
        if j < len(other) and any(dependence.between(change, other[j]) for change in first):
            second.append(other[j])
            j, growing = j + 1, True
    return i, j


def _before(one: SideChange, other: SideChange) -> bool:
    return (one.base, one.edit) <= (other.base, other.edit)


@dataclass(frozen=True, slots=True)
class _Dependence:
    """Whether a change of ours may not be judged without one of theirs."""

    base: Sequence[Unit]
    ours: Sequence[Unit]
    theirs: Sequence[Unit]

    def between(self, one: SideChange, other: SideChange) -> bool:
        """Whether both touch a unit, or one place.

        An addition beside a unit that the other side removed or replaced may belong to that, unless
        these are entries of a list or table that have nothing in common. Beside a unit that the
        other side only changed it stands by itself.
        """
        if one.adds and other.adds:
            return one.base == other.base
        if not one.adds and not other.adds:
            return one.base[0] < other.base[1] and other.base[0] < one.base[1]
        added, touched = (one, other) if one.adds else (other, one)
        start, end = touched.base
        at = added.base[0]
        if touched.edit or not start <= at <= end:
            return False
        sides = (self.ours, self.theirs) if added is one else (self.theirs, self.ours)
        units, instead = sides[0][slice(*added.side)], sides[1][slice(*touched.side)]
        if at == start and _is_heading_anew(self.base[slice(*touched.base)], instead):
            return False
        removed = (*self.base[slice(*touched.base)], *instead)
        return start < at < end or not _are_apart(units, removed)


def _is_heading_anew(old: Sequence[Unit], new: Sequence[Unit]) -> bool:
    """Whether a heading got other words; what stands above it has nothing to do with that."""
    if len(old) != 1 or len(new) != 1 or old[0].kind != "heading":
        return False
    names_release = any(u.release or u.release_to_come for u in (*old, *new))
    return new[0].kind == "heading" and old[0].level == new[0].level and not names_release


def _are_apart(added: Sequence[Unit], others: Sequence[Unit]) -> bool:
    """Whether entries of one list or table have nothing in common."""
    kinds = {(unit.kind, unit.indent, unit.nested) for unit in (*added, *others)}
    if len(kinds) > 1 or others[0].kind not in ("item", "row"):
        return False
    return all(unit_likeness(one, other) < _APART for one in added for other in others)
