"""The work on one page: its blocks aligned, and what is decided of each group so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from prefect_migrate.documents.markdown import cut_page
from prefect_migrate.documents.page import Page
from prefect_migrate.model import Decision, Direction, Side
from prefect_migrate.reconcile.edits import LineEdit
from prefect_migrate.reconcile.page.align import BlockGroup, align_blocks
from prefect_migrate.reconcile.page.equivalence import HELP
from prefect_migrate.reconcile.result import Sides, Span, Undecided, touches_any
from prefect_migrate.settings import Settings

SideLines = Mapping[Side, frozenset[int]]
"""For each side, 1-based lines of the conflicted file."""


@dataclass(frozen=True, slots=True)
class Left:
    """Why something of a group stays: all of the group (``whole``), or blocks of it."""

    reason: str
    whole: bool
    newer: Span | None = None
    older: Span | None = None


@dataclass
class PageMerge:
    """The work on one page: what is known of its groups so far."""

    sides: Sides
    settings: Settings
    direction: Direction
    edits: list[LineEdit] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    open: dict[int, list[Left]] = field(default_factory=dict)

    @cached_property
    def newer(self) -> Page:
        """The newer variant, cut."""
        return cut_page(self.sides.newer.text)

    @cached_property
    def older(self) -> Page:
        """The older variant, cut."""
        return cut_page(self.sides.older.text)

    @cached_property
    def groups(self) -> tuple[BlockGroup, ...]:
        """The blocks of all variants, aligned."""
        sides = self.sides
        variants = {sides.newer.side: sides.newer, sides.older.side: sides.older}
        pages = {sides.newer.side: self.newer, sides.older.side: self.older}
        spans = {side: [(b.start, b.end) for b in page.blocks] for side, page in pages.items()}
        return align_blocks(variants, spans)

    @property
    def conflicted(self) -> list[tuple[int, BlockGroup]]:
        """The groups that hold lines of a conflict, with their indexes."""
        return [(i, g) for i, g in enumerate(self.groups) if g.conflicted]

    def newer_lines(self, group: BlockGroup) -> Span:
        """The lines of a group on the newer side."""
        return group.lines[self.sides.newer.side]

    def older_lines(self, group: BlockGroup) -> Span:
        """The lines of a group on the older side."""
        return group.lines[self.sides.older.side]

    def leave(self, index: int, *reasons: str) -> None:
        """Keep a whole group in markers."""
        self.open.setdefault(index, []).extend(Left(reason, True) for reason in reasons)

    def leave_code(
        self, index: int, reasons: Sequence[str], newer: Span | None, older: Span | None
    ) -> None:
        """Keep the blocks of a group that hold the given lines in markers."""
        its = _lines_of_blocks(self.newer, newer) if newer else None
        others = _lines_of_blocks(self.older, older) if older else None
        self.open.setdefault(index, []).extend(Left(r, False, its, others) for r in reasons)

    def stays_whole(self, index: int) -> bool:
        """Whether all of a group stays in markers."""
        left = self.open.get(index, ())
        start, end = self.newer_lines(self.groups[index])
        undirected = start == end or not self.sides.directed
        return any(item.whole or undirected for item in left)

    def undecided(self, index: int) -> Undecided:
        """What of a group stays in markers.

        Whole groups where the layout isn't decided either, and where the newer side has nothing:
        its code without the words about it would be no page. Else the blocks of code only.
        """
        group, left = self.groups[index], self.open[index]
        reason = "; ".join(dict.fromkeys(item.reason for item in left))
        newer, older = self.newer_lines(group), self.older_lines(group)
        if self.stays_whole(index):
            return Undecided(newer, older, None, reason, HELP)
        its = [item.newer for item in left if item.newer is not None]
        others = [item.older for item in left if item.older is not None]
        place = newer[1]
        while place < len(self.newer.lines) and not self.newer.lines[place].strip():
            place += 1
        return Undecided(
            _enclosing_span(its) or (place, place),
            _enclosing_span(others) or (older[1], older[1]),
            None,
            reason,
            HELP,
        )

    def touching(
        self, newer: Span | None, older: Span | None
    ) -> Iterator[tuple[int, Span | None, Span | None]]:
        """The conflicted groups that hold lines of either span, and which of the spans."""
        for index, group in self.conflicted:
            its = newer if newer and touches_any(newer, [self.newer_lines(group)]) else None
            others = older if older and touches_any(older, [self.older_lines(group)]) else None
            if its or others:
                yield index, its, others

    def lines_of(self, spans: Iterable[tuple[Span, Span]]) -> SideLines:
        """The lines of the conflicted file in spans of the newer and the older variant."""
        newer, older = self.sides.newer, self.sides.older
        found: dict[Side, set[int]] = {newer.side: set(), older.side: set()}
        for its, others in spans:
            found[newer.side] |= {newer.origin[i] + 1 for i in range(*its)}
            found[older.side] |= {older.origin[i] + 1 for i in range(*others)}
        return {side: frozenset(lines) for side, lines in found.items()}


def is_about(decision: Decision, lines: SideLines) -> bool:
    """Whether a decision is about some of the lines."""
    places: dict[Side, Span | None] = {"ours": decision.ours, "theirs": decision.theirs}
    return any(
        place is not None and not lines[side].isdisjoint(range(place[0], place[1] + 1))
        for side, place in places.items()
    )


def _lines_of_blocks(page: Page, span: Span) -> Span:
    """The lines of the top-level blocks that hold the lines of ``span``."""
    found = [(b.start, b.end) for b in page.blocks if b.start < span[1] and span[0] < b.end]
    return _enclosing_span(found) or span


def _enclosing_span(spans: Sequence[Span]) -> Span | None:
    if not spans:
        return None
    return min(start for start, _ in spans), max(end for _, end in spans)
