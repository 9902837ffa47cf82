"""Statements that are taken out or put in, with the lines between them and their comments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias

from prefect_codemods.lines import cut_lines
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.new_code import Code
from prefect_codemods.python.printing import Span
from prefect_codemods.python.splicing import LONGEST, WIDTH, SpanEdit, Splicer
from prefect_codemods.python.tree import Tree

Statement: TypeAlias = "cst.BaseSmallStatement | cst.BaseStatement"
Body: TypeAlias = "cst.Module | cst.IndentedBlock"
ShortBody: TypeAlias = "cst.SimpleStatementLine | cst.SimpleStatementSuite"
"""Statements on one line, with semicolons between them."""


@dataclass
class StatementEdits:
    """Statements by identity: those that go, and what is put before and after others."""

    removed: set[int] = field(default_factory=set)
    before: dict[int, list[Code]] = field(default_factory=dict)
    after: dict[int, list[Code]] = field(default_factory=dict)

    def around(self, statement: cst.CSTNode) -> bool:
        """Whether something is put before or after ``statement``."""
        return id(statement) in self.before or id(statement) in self.after

    def goes(self, statement: cst.CSTNode) -> bool:
        """Whether nothing is left of a statement, or of the statements of a line."""
        if id(statement) in self.removed:
            return True
        if isinstance(statement, (cst.SimpleStatementLine, cst.SimpleStatementSuite)):
            return all(self.goes(s) and not self.around(s) for s in statement.body)
        return False

    def empties(self, block: cst.BaseSuite) -> bool:
        """Whether nothing is left of a block."""
        if isinstance(block, cst.IndentedBlock):
            return all(self.goes(line) and not self.around(line) for line in block.body)
        return self.goes(block)


class StatementWriter:
    """Adds the edits of the lines that are ``touched`` in one body after another."""

    def __init__(self, tree: Tree, edits: StatementEdits, splicer: Splicer) -> None:
        self.tree = tree
        self.edits = edits
        self.splicer = splicer
        self.newline = splicer.newline

    def add_lines(self, body: Body, touched: set[int], depth: int) -> None:
        """Plan what the lines of ``body`` become."""
        writing = _BodyWriting(self, body, touched)
        for line in writing.written:
            span = writing.span(line) if id(line) in touched else writing.lead(line)
            writing.planned[id(line)] = self.splicer.add(span, depth, partial(writing.text, line))

    def add_short(self, owner: ShortBody, depth: int) -> None:
        """Plan what the statements of one line become."""
        if any(id(s) in self.edits.removed or self.edits.around(s) for s in owner.body):
            start = self.tree.outer_span(owner.body[0])[0]
            end = self.tree.outer_span(owner.body[-1])[1]
            self.splicer.add((start, end), depth, lambda: self._short(owner))

    def add_empty_else(self, node: cst.Else, depth: int) -> None:
        """Take out an ``else`` of which nothing is left, and that says nothing."""
        span = self.tree.outer_span(node)
        if self.edits.empties(node.body) and not self.splicer.comments(span):
            self.splicer.add(span, depth, str)

    def _short(self, owner: ShortBody) -> str:
        made: list[str] = []
        for small in owner.body:
            made += self._new_short(self.edits.before.get(id(small), ()), small)
            if id(small) not in self.edits.removed:
                made.append(self.splicer.old_text(self.tree.span(small)))
            made += self._new_short(self.edits.after.get(id(small), ()), small)
        return "; ".join(made) or "pass"

    def _new_short(self, entries: Sequence[Code], at: cst.CSTNode) -> Iterator[str]:
        start, _ = self.tree.span(at)
        indent, column = self.splicer.indent(start), self.splicer.column(start)
        for entry in entries:
            yield self.splicer.written(entry, indent, column, LONGEST)


_Piece: TypeAlias = "tuple[list[str], str]"
"""A line, and what stands above it."""


@dataclass(frozen=True, slots=True)
class _NewLines:
    """What is put before and after a line."""

    before: list[str]
    after: list[str]


class _BodyWriting:
    """The text of the lines of one body, all written when the first is asked for."""

    def __init__(self, writer: StatementWriter, body: Body, touched: set[int]) -> None:
        self.tree = writer.tree
        self.edits = writer.edits
        self.splicer = writer.splicer
        self.newline = writer.newline
        self.body = body
        self.touched = touched
        self.written = [
            line
            for number, line in enumerate(body.body)
            if id(line) in touched or (number and id(body.body[number - 1]) in touched)
        ]
        """The touched lines, and those below them, whose blank lines may change."""
        self.planned: dict[int, SpanEdit] = {}
        self._texts: dict[int, str] = {}
        self._leads: dict[int, Span] = {}

    def span(self, line: cst.BaseStatement) -> Span:
        """Where ``line`` stands with the lines above that are its own."""
        return self.tree.outer_span(line)

    def lead(self, line: cst.BaseStatement) -> Span:
        """Where the comments and blank lines above ``line`` stand."""
        known = self._leads.get(id(line))
        if known is None:
            known = self._leads[id(line)] = self._lead(line)
        return known

    def _lead(self, line: cst.BaseStatement) -> Span:
        if id(line) not in self.touched and self.body is self.tree.module:
            return self.tree.printing.lead(self.tree.index(line))
        start, _ = self.tree.outer_span(line)
        above: Sequence[cst.CSTNode] = getattr(line, "leading_lines", ())
        return start, self.tree.outer_span(above[-1], line)[1] if above else start

    def text(self, line: cst.BaseStatement) -> str:
        """What ``line`` becomes; of one that isn't touched, the lines above it."""
        if not self._texts:
            self._write()
        return self._texts[id(line)]

    def _write(self) -> None:
        lines = [line for line in self.body.body if id(line) in self.touched]
        # A part of one line may have moved to another: what is lost is known behind the last.
        written = [(line, self._core(line), self._new_lines(line)) for line in lines]
        made = {id(line): self._pieces(line, core, new) for line, core, new in written}
        left: list[str] = []
        started = opens = False
        for line in self.body.body:
            if id(line) in made:
                text = ""
                removed, pieces = made[id(line)]
                left = joined_lines(left, removed)
                opens = opens or not (pieces or started or self._below_a_comment())
                for lead, code in pieces:
                    above = _join_lines(left, lead, started) if left or opens else lead
                    text += "".join(above) + code
                    left, started, opens = [], True, False
                self._texts[id(line)] = text
                continue
            if id(line) in self.planned:
                lead = cut_lines(self.splicer.unedited(self.lead(line)))
                above = _join_lines(left, lead, started) if left or opens else lead
                self._texts[id(line)] = "".join(above)
            left, started, opens = [], True, False
        self._finish(left, started)
        self.planned.clear()  # which holds this

    def _below_a_comment(self) -> bool:
        """Whether a comment of the file stands right above the first line."""
        above = cut_lines(self.splicer.source[: self.lead(self.body.body[0])[0]])
        return self.body is self.tree.module and bool(above and above[-1].strip())

    def _pieces(
        self, line: cst.BaseStatement, core: tuple[str, list[Span]] | None, new: _NewLines
    ) -> tuple[list[str], list[_Piece]]:
        """What ``line`` leaves behind above all others, and its lines with those above them."""
        lead = cut_lines(self.splicer.unedited(self.lead(line)))
        if core is None:
            lead += self._comment_lines(line, [self.span(line)])
            return lead, [([], text) for text in (*new.before, *new.after)]
        text, spans = core
        lead += self._comment_lines(line, spans)
        own = [([], text)] if new.before else [(lead, text)]
        # What stands above the line stands above all that is put before it.
        behind: list[_Piece] = [([], text) for text in new.after]
        return lead if new.before else [], [*(([], text) for text in new.before), *own, *behind]

    def _finish(self, left: list[str], started: bool) -> None:
        """Put what is left over behind the last line, or into a block that got empty."""
        last = self.body.body[-1]
        if not started and isinstance(self.body, cst.IndentedBlock):
            lines = [*_without_first_blanks(left), f"{self._indent(last)}pass{self.newline}"]
            self._texts[id(last)] = "".join(lines)
        elif left:
            self._texts[id(last)] += "".join(line for line in left if line.strip())

    def _indent(self, line: cst.BaseStatement) -> str:
        start = self.lead(line)[1]
        code = self.splicer.source[start : self.span(line)[1]]
        return code[: len(code) - len(code.lstrip(" \t"))]

    def _core(self, line: cst.BaseStatement) -> tuple[str, list[Span]] | None:
        """The edited text of a line that stays, and the spans that were edited in it."""
        if self.edits.goes(line):
            return None
        outside, self.splicer.removed = self.splicer.removed, []
        span = self.lead(line)[1], self.span(line)[1]
        text = self._ended(self.splicer.old_text(span, self.planned[id(line)]))
        spans, self.splicer.removed = self.splicer.removed, outside
        return text, spans

    def _comment_lines(self, line: cst.BaseStatement, spans: list[Span]) -> list[str]:
        lost = self.splicer.lost(spans)
        indent = self._indent(line) if lost else ""
        return [f"{indent}{comment}{self.newline}" for comment in lost]

    def _new_lines(self, line: cst.BaseStatement) -> _NewLines:
        if id(line) not in self.edits.before and id(line) not in self.edits.after:
            return _NewLines([], [])
        indent = self._indent(line)
        limit = WIDTH if "\n" in self.splicer.source[slice(*self.span(line))].strip() else LONGEST
        return _NewLines(
            *(
                [
                    (
                        indent + self.splicer.written(code, indent, len(indent), limit)
                        if code
                        else ""
                    )
                    + self.newline
                    for code in found.get(id(line), ())
                ]
                for found in (self.edits.before, self.edits.after)
            )
        )

    def _ended(self, text: str) -> str:
        return text if text.endswith("\n") else text + self.newline


def _join_lines(upper: list[str], lower: list[str], started: bool) -> list[str]:
    made = joined_lines(upper, lower)
    return made if started else _without_first_blanks(made)


def joined_lines(upper: list[str], lower: list[str]) -> list[str]:
    """Two runs of lines in one, without adding up the blank lines between them."""
    blanks = 0
    while blanks < len(upper) and not upper[-1 - blanks].strip():
        blanks += 1
    first = 0
    while first < len(lower) and not lower[first].strip():
        first += 1
    gap = max(upper[len(upper) - blanks :], lower[:first], key=len)
    return [*upper[: len(upper) - blanks], *gap, *lower[first:]]


def _without_first_blanks(lines: list[str]) -> list[str]:
    start = 0
    while start < len(lines) and not lines[start].strip():
        start += 1
    return lines[start:]
