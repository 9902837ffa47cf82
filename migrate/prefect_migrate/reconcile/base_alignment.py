"""The sides of a conflicted file with their base, each line at its place in the file."""

from __future__ import annotations

from prefect_migrate.conflicts import Conflicted
from prefect_migrate.conflicts.base import BaseFound
from prefect_migrate.conflicts.lines import equal_stretches, three_way_chunks
from prefect_migrate.model import Direction, Grade, Variant, split_lines
from prefect_migrate.reconcile.direction import OTHER, Name, side_is_chosen
from prefect_migrate.reconcile.result import Sides
from prefect_migrate.settings import Settings


def sides_of_conflict(
    conflicted: Conflicted,
    settings: Settings,
    kind: str,
    direction: Direction,
    known: BaseFound | None,
) -> Sides:
    """The two sides of a file as its markers hold them, and the base where one is known."""
    name: Name = direction.newer or "ours"
    newer, older = conflicted.variant(name), conflicted.variant(OTHER[name])
    base = conflicted.variants["base"]
    if base is None and known is not None and known.text is not None:
        # Manifests are compared by their fields, wherever they stand.
        whole = kind == "manifest"
        base = (_placed_base if whole else _aligned_base)(split_lines(known.text), newer, older)
    chosen = side_is_chosen(settings, direction)
    grade = known.grade if known is not None else Grade.PROVEN
    return Sides(conflicted, newer, older, base, direction.newer is not None, chosen, grade)


def _aligned_base(lines: list[str], newer: Variant, older: Variant) -> Variant:
    """A base that came from outside, as diff3 markers would hold it.

    What both sides have in common stands in it too, be it of one side only: git merged that
    into both of them, so that to tell it from the base would make it the other side's doing.
    Lines that both sides gave up stay, if one of them has them somewhere else.
    """
    found = three_way_chunks(lines, newer.lines, older.lines)
    if found is None:  # without git
        return _placed_base(lines, newer, older)
    common = set(newer.origin) & set(older.origin)
    apart = {
        line
        for side in (newer, older)
        for line, at in zip(side.lines, side.origin, strict=True)
        if at not in common
    }
    texts: list[str] = []
    origin: list[int] = []
    for chunk in found:
        given_up = {line for line in lines[slice(*chunk.base)] if line.strip()} & apart
        if chunk.kind == "same" or (chunk.kind == "both" and not given_up):
            for i, j in zip(range(*chunk.ours), range(*chunk.theirs), strict=True):
                shared = newer.origin[i] == older.origin[j]
                texts.append(newer.lines[i])
                origin.append(newer.origin[i] if shared else -len(texts))
        else:
            for line in lines[slice(*chunk.base)]:
                texts.append(line)
                origin.append(-len(texts))
    return Variant("base", tuple(texts), tuple(origin), "base")


def _placed_base(lines: list[str], newer: Variant, older: Variant) -> Variant:
    """The base as it is; its lines get the places of the common lines they equal."""
    common = set(newer.origin) & set(older.origin)
    origin = [-1 - i for i in range(len(lines))]
    for start, other, size in equal_stretches(lines, newer.lines):
        for i in range(size):
            place = newer.origin[other + i]
            if place in common:
                origin[start + i] = place
    return Variant("base", tuple(lines), tuple(origin), "base")
