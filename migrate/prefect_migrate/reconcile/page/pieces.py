"""What becomes of a stretch of a page's three versions, and the units that it is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from prefect_migrate.model import Decision
from prefect_migrate.reconcile.edits import LineEdit
from prefect_migrate.reconcile.page.unit_changes import UnitPlace
from prefect_migrate.reconcile.page.units import Unit
from prefect_migrate.reconcile.result import Span, Undecided

Name = Literal["ours", "theirs"]
Rule = Literal["three-way", "contained-change", "equal-text", "equal-after-codemods"]
Text = tuple[Name, int] | str
"""A line of the result: one of a side, by its number, or one of its own."""
OTHER: dict[Name, Name] = {"ours": "theirs", "theirs": "ours"}

BOTH_CHANGED = "both sides changed this"
MOVED_TWICE = "both sides moved this, each to another place"
BOTH_ADDED = "both sides added something here"
SAME_MEANING = "both sides mean the same; only wrapping or markup differs"


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines of the three versions, and what stands for them.

    ``take`` is ``None`` where they stay in markers; for ``merged`` the ``lines`` are the result.
    ``rule`` is ``None`` where there is nothing to tell. ``edits``, ``decisions`` and ``left`` come
    from a merge that knows more of the code than lines. ``whole`` says that what stays belongs
    together.
    """

    ours: Span
    base: Span
    theirs: Span
    take: Literal["ours", "theirs", "merged"] | None
    reason: str = ""
    title: str = ""
    kind: str = "prose"
    rule: Rule | None = None
    lines: tuple[Text, ...] = ()
    edits: tuple[LineEdit, ...] | None = None
    decisions: tuple[Decision, ...] = ()
    left: tuple[Undecided, ...] = ()
    whole: bool = False

    def span(self, side: str) -> Span:
        """Its lines on one side."""
        return {"ours": self.ours, "base": self.base, "theirs": self.theirs}[side]


FenceMerge = Callable[[Unit, Unit, Unit], Iterator[Piece]]
"""Merges the three versions of a fence: ours, base, theirs."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The units of one stretch on the three sides, those ``above`` it, and ``all`` of them.

    ``counts`` tells how often each side has a unit on the whole page, by its key; ``log`` says that the page is a changelog.
    """

    ours: Sequence[Unit]
    base: Sequence[Unit]
    theirs: Sequence[Unit]
    above: dict[str, Sequence[Unit]]
    all: Mapping[str, Sequence[Unit]]
    counts: Mapping[str, Counter[tuple[object, ...]]]
    log: bool = False

    def of(self, side: str) -> Sequence[Unit]:
        """The units of a side."""
        return {"ours": self.ours, "base": self.base, "theirs": self.theirs}[side]

    def run(self, side: str, place: UnitPlace) -> Sequence[Unit]:
        """The units of a place on a side."""
        return self.of(side)[slice(*_spans(place)[side])]

    def moved(self, side: str, units: Sequence[Unit]) -> bool:
        """Whether units of the base that a side hasn't here stand somewhere else on it."""
        return all(self.count(side, unit.key) for unit in units)

    def count(self, side: str, key: tuple[object, ...]) -> int:
        """How often a side has a unit."""
        return self.counts[side][key]

    def heading(self, side: str, index: int) -> Unit | None:
        """The heading that stands nearest above the unit at ``index``."""
        before = (*self.above[side], *self.of(side)[:index])
        return next((unit for unit in reversed(before) if unit.kind == "heading"), None)

    def release(self, side: str, index: int) -> Unit | None:
        """The heading of the release, or of the one to come, that the unit at ``index`` is in."""
        before = (*self.above[side], *self.of(side)[:index])
        return next((u for u in reversed(before) if u.release or u.release_to_come), None)

    def before(self, side: str, index: int) -> Unit | None:
        """The unit before the one at ``index``."""
        above = self.above[side]
        return self.of(side)[index - 1] if index else above[-1] if above else None

    def lines(self, place: UnitPlace) -> tuple[Span, Span, Span]:
        """The lines of a place on the three sides, blank lines included."""
        spans = _spans(place)
        return (
            self._lines("ours", spans["ours"]),
            self._lines("base", spans["base"]),
            self._lines("theirs", spans["theirs"]),
        )

    def _lines(self, side: str, span: Span) -> Span:
        found = self.of(side)
        if span[0] < span[1]:
            return found[span[0]].start, found[span[1] - 1].after
        before = self.before(side, span[0])
        at = before.after if before else 0
        return at, at


def _spans(place: UnitPlace) -> dict[str, Span]:
    return {"ours": place.ours, "base": place.base, "theirs": place.theirs}
