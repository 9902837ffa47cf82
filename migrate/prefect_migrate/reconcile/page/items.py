"""Lists and tables whose base is known: item by item and row by row, three-way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from prefect_migrate.conflicts.lines import chunks
from prefect_migrate.documents.page import Block, Page
from prefect_migrate.model import Decision, Side
from prefect_migrate.reconcile.edits import LineEdit
from prefect_migrate.reconcile.page.passages import proven
from prefect_migrate.reconcile.page.prose import Passage, paired, words
from prefect_migrate.reconcile.result import Sides, Span

_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d+[.)])[ \t]")
_KINDS = ("list", "table")


@dataclass(frozen=True, slots=True)
class Merged:
    """What was decided item by item, and the blocks of each side that this settles."""

    edits: tuple[LineEdit, ...]
    decisions: tuple[Decision, ...]
    settled: frozenset[tuple[Side, int]]


def merge_items(sides: Sides, pages: dict[Side, Page], spans: dict[Side, Span]) -> Merged:
    """Merge the lists and tables among the given blocks of the three versions.

    ``spans`` are indexes of blocks. Only where these are of one kind on all sides, one for one:
    then it is certain which list is which.
    """
    of = {side: pages[side].blocks[slice(*spans[side])] for side in pages}
    shapes = {tuple(block.kind for block in blocks) for blocks in of.values()}
    if len(shapes) != 1 or len(of) != 3:
        return Merged((), (), frozenset())
    edits: list[LineEdit] = []
    decisions: list[Decision] = []
    settled: set[tuple[Side, int]] = set()
    names: tuple[Side, Side, Side] = (sides.newer.side, sides.older.side, "base")
    for index, block in enumerate(of[names[0]]):
        if block.kind not in _KINDS:
            continue
        cut = [list(_items(pages[name], of[name][index])) for name in names]
        found = _merged(sides, *cut)
        if found is None:
            continue
        edits += found[0]
        decisions += found[1]
        settled |= {(name, of[name][index].start) for name in names}
    return Merged(tuple(edits), tuple(decisions), frozenset(settled))


def _items(page: Page, block: Block) -> Iterator[Passage]:
    """The rows of a table, the items of a list at any depth, each without those below it."""
    start = block.start
    for line in range(block.start + 1, block.end + 1):
        if line < block.end and block.kind == "list" and not _ITEM.match(page.lines[line]):
            continue
        text = "".join(page.lines[start:line])
        yield Passage(block.kind, (start, line), text, words(text))
        start = line


def _merged(
    sides: Sides, newer: Sequence[Passage], older: Sequence[Passage], base: Sequence[Passage]
) -> tuple[list[LineEdit], list[Decision]] | None:
    """What happens to the newer side's items; ``None`` where they can't be told apart."""
    texts = [[_line(item) for item in items] for items in (newer, older, base)]
    edits: list[LineEdit] = []
    decisions: list[Decision] = []
    for chunk in chunks(texts[2], texts[0], texts[1]) or ():
        if chunk.kind in ("same", "both"):
            continue
        its, others, known = (
            newer[slice(*chunk.ours)],
            older[slice(*chunk.theirs)],
            base[slice(*chunk.base)],
        )
        if not len(its) == len(others) == len(known):
            return None
        for triple in zip(its, others, known, strict=True):
            if not _one(sides, *triple, edits, decisions):
                return None
    return edits, decisions


def _one(
    sides: Sides,
    its: Passage,
    other: Passage,
    known: Passage,
    edits: list[LineEdit],
    decisions: list[Decision],
) -> bool:
    """Settle one item; whether that could be done."""
    if its.text == other.text:
        return True
    if other.text == known.text:
        decisions.append(proven(sides, sides.newer, its, other, "changed this"))
    elif its.text != known.text:
        decisions.append(paired(sides, its, other))
    elif _mark(its.text) != _mark(other.text) or not other.text.endswith("\n"):
        return False
    else:
        lines = sides.lines(sides.older)[slice(*other.span)]
        edits.append(LineEdit(*its.span, lines))
        decisions.append(proven(sides, sides.older, its, other, "changed this"))
    return True


def _line(item: Passage) -> str:
    """An item as one line, to be compared by line."""
    return item.text.replace("\n", "\v") + "\n"


def _mark(text: str) -> str:
    """What stands before the words of an item; one of its own for each depth and bullet."""
    match = _ITEM.match(text)
    return match.group() if match else ""
