"""Where nodes stand in the text, from printing the statements that hold them.

Printing costs a third of LibCST's parse: only the statements of the module's body that are edited
or asked about are printed, and each must print as it stands in the text. ``ast`` tells where.
"""

from __future__ import annotations

import ast
import sys
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

from prefect_codemods.findings import Refusal
from prefect_codemods.python.excerpt import Excerpt, LeftOut
from prefect_codemods.python.lazy_libcst import cst

_FRAMES = 12_000
"""So many calls deep may Python go while LibCST parses or prints."""


class DeepStack:
    """While it lasts there is room for LibCST's recursion; a class, since a generator would cost twice as much."""

    __slots__ = ("_limit",)

    def __enter__(self) -> None:
        self._limit = sys.getrecursionlimit()
        if self._limit < _FRAMES:
            sys.setrecursionlimit(_FRAMES)

    def __exit__(self, *raised: object) -> None:
        if self._limit < _FRAMES:
            sys.setrecursionlimit(self._limit)


Span = tuple[int, int]
"""0-based offsets in the text, in characters: of the first one, and behind the last."""

Position = tuple[int, int]
"""A 1-based line, and a 1-based column in characters."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A statement of the module's body as it is printed, from offset ``start`` of the text on.

    ``inner`` and ``outer`` hold the indexes of each node's first token and of the one behind its
    last; ``offsets`` where in the text each token stands.
    """

    start: int
    end: int
    inner: tuple[dict[int, int], dict[int, int]]
    outer: tuple[dict[int, int], dict[int, int]]
    offsets: Sequence[int]
    comments: Sequence[tuple[int, str]]

    def span(self, node: cst.CSTNode, *, outer: bool) -> Span | None:
        key = id(node)
        starts, ends = self.outer if outer else self.inner
        if (first := starts.get(key)) is None:
            if outer or (first := self.outer[0].get(key)) is None:
                return None
            ends = self.outer[1]
        end = ends[key]
        offsets = self.offsets
        return offsets[first], offsets[end if end > first else first]


class Printing:
    """The printed form of a module's statements, made where it is needed.

    Its methods raise ``Refusal`` for a statement that LibCST doesn't print as it is.
    """

    def __init__(
        self, text: str, syntax: ast.Module, module: cst.Module, excerpt: Excerpt | None = None
    ) -> None:
        self._text = text
        self._syntax = syntax
        self._module = module
        self._index = {id(statement): i for i, statement in enumerate(module.body)}
        self._pieces: dict[int, _Piece] = {}
        self._left_out: dict[int, list[tuple[cst.CSTNode, str]]] = {}
        for part in excerpt.left_out if excerpt is not None else ():
            place = _placeholder(module, part), part.text
            self._left_out.setdefault(part.top, []).append(place)
        self._first_line_list: list[int] = []
        self._lines = list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))

    def index(self, top: cst.CSTNode) -> int:
        """The 0-based place of a statement in the module's body."""
        return self._index[id(top)]

    def first_line(self, index: int) -> int:
        """The 1-based line on which a statement of the module's body begins."""
        return self._first_lines()[index]

    def index_at(self, line: int) -> int:
        """The place of the statement that stands on a 1-based line, or of the last one above it."""
        return bisect_right(self._first_lines(), line) - 1

    def position(self, node: cst.CSTNode, top: cst.CSTNode | None) -> Position:
        """Where ``node`` starts.

        ``top`` is the statement of the module's body that holds it, where that is known.
        """
        return self._place(self._span_of(node, top)[0])

    def positions(self, node: cst.CSTNode, top: cst.CSTNode | None) -> tuple[Position, Position]:
        """Where ``node`` starts, and the place right behind its last character."""
        start, end = self._span_of(node, top)
        return self._place(start), self._place(end)

    def span(self, node: cst.CSTNode, top: cst.CSTNode) -> Span:
        """Where ``node`` stands, without brackets around it, commas behind and lines above it."""
        found = self._piece(self._index[id(top)]).span(node, outer=False)
        assert found is not None
        return found

    def outer_span(self, node: cst.CSTNode, top: cst.CSTNode) -> Span:
        """Where ``node`` stands with all that LibCST counts as its own."""
        found = self._piece(self._index[id(top)]).span(node, outer=True)
        assert found is not None
        return found

    def lead(self, index: int) -> Span:
        """Where the lines above a statement stand that isn't the first; it isn't printed for that."""
        return self._piece(index - 1).end, self._lines[self._first_lines()[index] - 1]

    def comments(self, top: cst.CSTNode) -> Sequence[tuple[int, str]]:
        """The comments in a statement of the module's body and above it, with their offsets."""
        return self._piece(self._index[id(top)]).comments

    def _span_of(self, node: cst.CSTNode, top: cst.CSTNode | None) -> Span:
        tops = range(len(self._module.body)) if top is None else [self._index[id(top)]]
        for index in tops:
            if (found := self._piece(index).span(node, outer=False)) is not None:
                return found
        return 0, 0

    def _place(self, offset: int) -> Position:
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def _piece(self, index: int) -> _Piece:
        piece = self._pieces.get(index)
        if piece is None:
            piece = self._pieces[index] = self._printed(index)
        return piece

    def _printed(self, index: int) -> _Piece:
        statement = self._module.body[index]
        from prefect_codemods.python.libcst_internals import record_places

        with DeepStack():
            state = record_places(self._module, statement)
        for placeholder, text in self._left_out.get(index, ()):
            state.tokens[state.outer_starts[id(placeholder)]] = text
        module = self._module
        if index == len(module.body) - 1 and not (module.footer or module.has_trailing_newline):
            state.pop_trailing_newline()
        line = self._first_lines()[index]
        above = state.outer_ends[id(statement.leading_lines[-1])] if statement.leading_lines else 0
        start = self._lines[line - 1] - sum(map(len, state.tokens[:above]))
        offsets = list(accumulate(map(len, state.tokens), initial=start))
        end = offsets[-1]
        if self._text[start:end] != "".join(state.tokens):
            raise _not_printed(line)
        offsets.append(end)  # the newline that a text doesn't end with is no token of it
        comments = [(offsets[state.outer_starts[id(c)]], c.value) for c in state.comments]
        inner, outer = (state.starts, state.ends), (state.outer_starts, state.outer_ends)
        return _Piece(start, end, inner, outer, offsets, comments)

    def _first_lines(self) -> Sequence[int]:
        """The 1-based line on which each statement of the body begins, as ``ast`` has it."""
        if not self._first_line_list:
            rest = iter(self._syntax.body)
            for statement in self._module.body:
                count = len(statement.body) if isinstance(statement, cst.SimpleStatementLine) else 1
                parts = list(islice(rest, count))
                if len(parts) < count:
                    raise Refusal("LibCST and Python read different statements in it")
                decorators = getattr(parts[0], "decorator_list", ())
                self._first_line_list.append(
                    min([parts[0].lineno, *(d.lineno for d in decorators)])
                )
        return self._first_line_list


def _placeholder(module: cst.Module, part: LeftOut) -> cst.CSTNode:
    """The expression that stands for what an excerpt leaves out."""
    node: cst.CSTNode = module.body[part.top]
    if part.method is not None:
        node = _block(node).body[part.method]
    line = node if part.whole else _block(node).body[0]
    assert isinstance(line, cst.SimpleStatementLine)
    statement = line.body[0]
    assert isinstance(statement, cst.Expr)
    assert isinstance(statement.value, cst.Ellipsis)
    return statement.value


def _block(node: cst.CSTNode) -> cst.IndentedBlock:
    assert isinstance(node, (cst.FunctionDef, cst.ClassDef))
    assert isinstance(node.body, cst.IndentedBlock)
    return node.body


def _not_printed(line: int) -> Refusal:
    return Refusal("LibCST doesn't print it back as it is (form feed or lone CR?)", line)
