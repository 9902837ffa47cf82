"""The pieces of a merged page as edits of the newer side, with the decisions on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from prefect_migrate.model import Decision, Line, Origin
from prefect_migrate.reconcile.conflict_writer import LINE_END
from prefect_migrate.reconcile.decision_rules import DecisionRule, Took, make_decision
from prefect_migrate.reconcile.edits import LineEdit
from prefect_migrate.reconcile.page.equivalence import HELP
from prefect_migrate.reconcile.page.pieces import Piece, Text
from prefect_migrate.reconcile.page.three_pages import ThreePages
from prefect_migrate.reconcile.result import Parts, Span, Undecided

_MERGED = Origin("rule", rule="three-way")


@dataclass(frozen=True)
class PieceEdits:
    """Says of each piece what the merge asks of the newer side."""

    pages: ThreePages

    def parts(self, piece: Piece) -> Parts:
        """A piece as what the merge asks of the newer side."""
        sides = self.pages.sides
        newer, older = piece.span(sides.newer.side), piece.span(sides.older.side)
        if piece.take is None:
            return Parts(
                undecided=(
                    Undecided(
                        newer,
                        older,
                        piece.base,
                        piece.reason,
                        HELP,
                        exact=True,
                        whole=piece.whole,
                    ),
                )
            )
        edits: tuple[LineEdit, ...] = ()
        if piece.edits is not None:
            edits = piece.edits
        elif piece.take == "merged":
            edits = (LineEdit(*newer, tuple(self.line(text) for text in piece.lines)),)
        elif piece.take == sides.older.side:
            taken = sides.lines(sides.older)[slice(*older)]
            if list(sides.newer.lines[slice(*newer)]) != [line.text for line in taken]:
                edits = (LineEdit(*newer, self._ended(taken, newer)),)
        return Parts(edits, (*piece.decisions, *self._decisions(piece, newer, older)), piece.left)

    def _decisions(self, piece: Piece, newer: Span, older: Span) -> Iterator[Decision]:
        if piece.rule is None:
            return
        names: dict[str, Took] = {
            self.pages.sides.newer.side: "newer",
            self.pages.sides.older.side: "older",
        }
        yield make_decision(
            self.pages.sides,
            DecisionRule(piece.rule),
            names.get(piece.take or "", "merged"),
            piece.kind,
            piece.title,
            piece.reason,
            newer=newer,
            older=older,
        )

    def line(self, text: Text) -> Line:
        """A line of the result: of a side, or one of its own with the line ends of the page."""
        if not isinstance(text, str):
            side, at = text
            return self.pages.sides.lines(self.pages.variants[side])[at]
        body = text.rstrip("\r\n")
        return Line(body + (self._eol if text != body else ""), _MERGED)

    @cached_property
    def _eol(self) -> str:
        first = next(iter(self.pages.variants["ours"].lines), "")
        return "\r\n" if first.endswith("\r\n") else "\n"

    def _ended(self, lines: Sequence[Line], place: Span) -> tuple[Line, ...]:
        """Lines that go where others follow: each of them ends."""
        last = place[1] == len(self.pages.sides.newer.lines)
        return tuple(
            line
            if line.text.endswith("\n") or (last and at == len(lines) - 1)
            else Line(line.text + self._eol, LINE_END)
            for at, line in enumerate(lines)
        )
