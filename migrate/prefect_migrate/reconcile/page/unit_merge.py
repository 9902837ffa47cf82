"""A stretch of a page, unit by unit: what stands for the three versions of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from prefect_migrate.reconcile.page.pieces import (
    BOTH_CHANGED,
    MOVED_TWICE,
    OTHER,
    SAME_MEANING,
    FenceMerge,
    Name,
    Piece,
    Stretch,
)
from prefect_migrate.reconcile.page.table_columns import merge_columns
from prefect_migrate.reconcile.page.unit_additions import both_added
from prefect_migrate.reconcile.page.unit_changes import UnitPlace, find_places
from prefect_migrate.reconcile.page.unit_edits import both_edited
from prefect_migrate.reconcile.page.units import Unit, first_line

Key = tuple[object, ...]


def merge_units(stretch: Stretch, fence: FenceMerge) -> Iterator[Piece]:
    """What stands for each unit of a stretch, in order; ``fence`` merges three fences."""
    table = merge_columns(stretch.ours, stretch.base, stretch.theirs)
    if table is not None:
        yield table
        return
    found = find_places(stretch.base, stretch.ours, stretch.theirs)
    moved = _moved_by_both(stretch, found)
    made = [list(_of_place(stretch, place, moved, fence)) for place in found]
    for pieces, following in zip(made, [*made[1:], []], strict=True):
        yield from pieces[:-1]
        first = _first_of_both(following)
        yield pieces[-1] if first is None or pieces[-1].reason else replace(pieces[-1], take=first)


def _of_place(
    stretch: Stretch, place: UnitPlace, moved: set[Key], fence: FenceMerge
) -> Iterator[Piece]:
    if place.kind == "both":
        yield from _merge_place(stretch, place, fence)
    elif place.kind == "same":
        yield from _unchanged(*(stretch.run(s, place)[0] for s in ("ours", "base", "theirs")))
    elif any(unit.key in moved for unit in stretch.run(place.kind, place)):
        title = stretch.run(place.kind, place)[0].title
        yield Piece(*stretch.lines(place), None, MOVED_TWICE, title)
    else:
        yield from _one_side(stretch, place, place.kind)


def _first_of_both(pieces: Sequence[Piece]) -> Name | None:
    """The side whose addition stands first of two; the blank lines above it are those of that side.

    A row or item behind the blank line above a new section would be none of its table or list.
    """
    if not pieces or pieces[0].take != "merged" or pieces[0].base[0] < pieces[0].base[1]:
        return None
    return next((text[0] for text in pieces[0].lines if not isinstance(text, str)), None)


def _moved_by_both(stretch: Stretch, found: Sequence[UnitPlace]) -> set[Key]:
    """Keys of units that neither side has where the base has them, but each has elsewhere."""
    removed: set[Key] = set()
    for place in found:
        if place.kind == "both":
            there = {unit.key for side in OTHER for unit in stretch.run(side, place)}
            removed |= {unit.key for unit in stretch.run("base", place)} - there
    return {key for key in removed if all(stretch.count(side, key) == 1 for side in stretch.counts)}


def _unchanged(ours: Unit, base: Unit, theirs: Unit) -> Iterator[Piece]:
    """A unit that means the same on all sides; they may have wrapped it in other ways."""
    spans = ours.content, base.content, theirs.content
    if ours.text == theirs.text:
        yield Piece(*spans, "ours")
    elif base.text == theirs.text:
        yield Piece(
            *spans, "ours", "only ours changed the layout of this", ours.title, rule="three-way"
        )
    elif base.text == ours.text:
        yield Piece(
            *spans, "theirs", "only theirs changed the layout of this", ours.title, rule="three-way"
        )
    else:
        yield Piece(*spans, "ours", SAME_MEANING, ours.title, rule="equal-text")
    yield _blanks(ours, base, theirs)


def _goes_on(stretch: Stretch, place: UnitPlace) -> Name | None:
    """The side on which alone a block of the item itself follows it."""
    found: list[Name] = []
    for side, span in (("ours", place.ours), ("theirs", place.theirs)):
        units = stretch.of(side)
        if span[1] < len(units) and units[span[1]].nested:
            found.append("ours" if side == "ours" else "theirs")
    return found[0] if len(found) == 1 else None


def _blanks(ours: Unit, base: Unit, theirs: Unit, wanted: Name | None = None) -> Piece:
    """The blank lines after a unit that all sides have; ``wanted`` are those of one side."""
    spans = (ours.end, ours.after), (base.end, base.after), (theirs.end, theirs.after)
    if wanted is not None:
        return Piece(*spans, wanted)
    if theirs.blanks == base.blanks:
        return Piece(*spans, "ours")
    if ours.blanks == base.blanks:
        return Piece(*spans, "theirs")
    return Piece(*spans, "ours" if ours.blanks >= theirs.blanks else "theirs")


def _one_side(stretch: Stretch, place: UnitPlace, side: Name) -> Iterator[Piece]:
    """Units that one side alone changed, added or removed."""
    changed, base = stretch.run(side, place), stretch.run("base", place)
    did = "added" if not base else "changed" if changed else "removed"
    lines = stretch.lines(place)
    if did == "added" and (released := _released_above(stretch, place, side)):
        reason = f"{side} added this to what is now part of {released}"
        yield Piece(*lines, None, reason, changed[0].title)
        return
    title = (changed or base)[0].title
    reason = f"only {side} {did} this since the base"
    if did != "changed":
        yield Piece(*lines, side, reason, title, rule="three-way")
        return
    last = [stretch.run(name, place)[-1] for name in ("ours", "base", "theirs")]
    ours, old, theirs = ((span[0], unit.end) for span, unit in zip(lines, last, strict=True))
    yield Piece(ours, old, theirs, side, reason, title, rule="three-way")
    yield _blanks(last[0], last[1], last[2], _goes_on(stretch, place))


def _released_above(stretch: Stretch, place: UnitPlace, side: Name) -> str:
    """The heading of a release that the other side put above what ``side`` added."""
    other = stretch.release(OTHER[side], getattr(place, OTHER[side])[0])
    base = stretch.release("base", place.base[0])
    if other is None or not other.release or other.release_to_come:
        return ""
    if base is not None and base.key == other.key:
        return ""
    return first_line(other)


def _merge_place(stretch: Stretch, place: UnitPlace, fence: FenceMerge) -> Iterator[Piece]:
    ours, base, theirs = (stretch.run(name, place) for name in ("ours", "base", "theirs"))
    changes = (*place.of_ours, *place.of_theirs)
    if [unit.key for unit in ours] == [unit.key for unit in theirs]:
        yield _same_change(stretch, place, ours, theirs)
    elif all(change.adds for change in changes) or _instead_of_nothing(stretch, ours, base, theirs):
        yield from both_added(stretch, place)
    elif len(changes) == 2 and all(change.edit for change in changes):
        yield from both_edited(ours[0], base[0], theirs[0], fence)
        yield _blanks(ours[0], base[0], theirs[0], _goes_on(stretch, place))
    elif contained := _contained_run(ours, base, theirs):
        title = (ours or theirs)[0].title
        reason = f"{contained} made the change of the other side too, and more"
        yield Piece(*stretch.lines(place), contained, reason, title, rule="contained-change")
    else:
        title = (ours or theirs)[0].title
        yield Piece(
            *stretch.lines(place), None, _conflict_reason(stretch, ours, base, theirs), title
        )


def _contained_run(
    ours: Sequence[Unit], base: Sequence[Unit], theirs: Sequence[Unit]
) -> Name | None:
    """The side that made every change of the other side too, and changed what that left."""
    keys = [[unit.key for unit in run] for run in (ours, base, theirs)]
    if _rest_is_of_base(keys[0], keys[1], keys[2]):
        return "ours"
    if _rest_is_of_base(keys[2], keys[1], keys[0]):
        return "theirs"
    return None


def _rest_is_of_base(fuller: Sequence[Key], base: Sequence[Key], other: Sequence[Key]) -> bool:
    """Whether ``other``, but for what ``fuller`` says too at its ends, is what the base had."""
    head = _same_from_start(fuller, other)
    tail = _same_from_start(fuller[head:][::-1], other[head:][::-1])
    rest = list(other[head : len(other) - tail])
    if not rest or head + tail == 0:
        return False
    places = [i for i in range(len(base)) if list(base[i : i + len(rest)]) == rest]
    if len(places) != 1:
        return False
    before, after = places[0], len(base) - places[0] - len(rest)
    return (before > 0) == (head > 0) and (after > 0) == (tail > 0)


def _same_from_start(one: Sequence[Key], other: Sequence[Key]) -> int:
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _instead_of_nothing(
    stretch: Stretch, ours: Sequence[Unit], base: Sequence[Unit], theirs: Sequence[Unit]
) -> bool:
    """Whether both sides of a changelog put entries where “None” stood."""
    instead = ours and theirs and all(unit.placeholder for unit in base)
    return bool(stretch.log and instead)


def _conflict_reason(
    stretch: Stretch, ours: Sequence[Unit], base: Sequence[Unit], theirs: Sequence[Unit]
) -> str:
    if ours and theirs:
        return BOTH_CHANGED
    side, other = ("theirs", "ours") if ours else ("ours", "theirs")
    did = "moved this to another place" if stretch.moved(side, base) else "removed this"
    return f"{side} {did} and {other} changed it"


def _same_change(
    stretch: Stretch, place: UnitPlace, ours: Sequence[Unit], theirs: Sequence[Unit]
) -> Piece:
    """The same change on both sides."""
    if not ours or [unit.text for unit in ours] == [unit.text for unit in theirs]:
        return Piece(*stretch.lines(place), "ours")
    return Piece(*stretch.lines(place), "ours", SAME_MEANING, ours[0].title, rule="equal-text")
