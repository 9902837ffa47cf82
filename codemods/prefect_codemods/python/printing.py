"""Prints statements with the places of their nodes, and puts edited ones back into the text.

Printing costs a third of LibCST's parse, and a statement that nobody edits keeps its bytes anyway:
only the statements of the module's body that are edited or asked about are printed, and each must
print as it stands in the text. ``ast`` tells where it stands.
"""

from __future__ import annotations

import ast
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise

from prefect_codemods.findings import Refusal
from prefect_codemods.python.lazy_libcst import cst


@contextmanager
def deep_stack() -> Iterator[None]:
    """Room for LibCST's recursion."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, 12_000))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A statement as it is printed, with the lines above it that LibCST counts as its own.

    ``start`` and ``end`` are 0-based offsets in the text, in characters; ``starts`` and ``ends``
    the indexes of each node's first token and of the one behind its last, ``offsets`` where in
    the text each token stands.
    """

    start: int
    end: int
    starts: dict[int, int]
    ends: dict[int, int]
    offsets: Sequence[int]


class Printing:
    """The printed form of a module's statements, made where it is needed.

    Its methods raise ``Refusal`` for a statement that LibCST doesn't print as it is.
    """

    def __init__(self, text: str, syntax: ast.Module, module: cst.Module) -> None:
        self._text = text
        self._syntax = syntax
        self._module = module
        self._index = {id(statement): i for i, statement in enumerate(module.body)}
        self._pieces: dict[int, _Piece] = {}
        self._firsts: list[int] = []
        self._lines = list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))

    def index(self, top: cst.CSTNode) -> int:
        """The 0-based place of a statement in the module's body."""
        return self._index[id(top)]

    def first_line(self, index: int) -> int:
        """The 1-based line on which a statement of the module's body begins."""
        return self._first_lines()[index]

    def position(self, node: cst.CSTNode, top: cst.CSTNode | None) -> tuple[int, int]:
        """The 1-based line and column, in characters, at which ``node`` starts.

        ``top`` is the statement of the module's body that holds it, where that is known.
        """
        return self._place(self._span_of(node, top)[0])

    def end_position(self, node: cst.CSTNode, top: cst.CSTNode | None) -> tuple[int, int]:
        """The 1-based line and column right behind the last character of ``node``."""
        return self._place(self._span_of(node, top)[1])

    def _span_of(self, node: cst.CSTNode, top: cst.CSTNode | None) -> tuple[int, int]:
        """The offsets of the first character of ``node`` and behind its last."""
        tops = range(len(self._module.body)) if top is None else [self._index[id(top)]]
        for index in tops:
            piece = self._piece(index)
            if (token := piece.starts.get(id(node))) is not None:
                last = piece.ends.get(id(node), token)
                return piece.offsets[token], piece.offsets[max(token, last)]
        return 0, 0

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def code(self, edited: cst.Module) -> str:
        """The text with the statements of ``edited`` in it, a copy of the module with changes."""
        before = self._module
        if edited.header is not before.header or edited.footer is not before.footer:
            return self._whole(edited)
        if not before.body or not edited.body:
            return self._whole(edited)
        made: list[str] = []
        position = following = 0
        new: list[cst.CSTNode] = []
        last = len(before.body)
        for node in (*edited.body, None):
            index = last if node is None else self._index.get(id(node))
            if node is not None and index is None:
                new.append(node)
                continue
            assert index is not None
            if new or index > following:
                if index == last and not (before.footer or before.has_trailing_newline):
                    return self._whole(edited)
                start, end = self._span(following, index)
                made += (self._text[position:start], *self._tokens(new))
                position = end
            following = index + 1
            new = []
        return "".join((*made, self._text[position:]))

    def _whole(self, edited: cst.Module) -> str:
        with deep_stack():
            if self._module.code != self._text:
                raise _not_printed(1)
            return edited.code

    def _span(self, first: int, last: int) -> tuple[int, int]:
        """Where the statements from ``first`` up to ``last``, not included, stand in the text."""
        if first == last:
            at = self._piece(first - 1).end if first else self._piece(first).start
            return at, at
        pieces = [self._piece(index) for index in range(first, last)]
        for upper, lower in pairwise(pieces):
            if upper.end != lower.start:
                raise _not_printed(bisect_right(self._lines, lower.start))
        return pieces[0].start, pieces[-1].end

    def _tokens(self, nodes: Sequence[cst.CSTNode]) -> list[str]:
        from prefect_codemods.python.libcst_internals import tokens_of

        with deep_stack():
            return tokens_of(self._module, nodes)

    def _piece(self, index: int) -> _Piece:
        piece = self._pieces.get(index)
        if piece is None:
            piece = self._pieces[index] = self._printed(index)
        return piece

    def _printed(self, index: int) -> _Piece:
        statement = self._module.body[index]
        from prefect_codemods.python.libcst_internals import recorded

        with deep_stack():
            state = recorded(self._module, statement)
        module = self._module
        if index == len(module.body) - 1 and not (module.footer or module.has_trailing_newline):
            state.pop_trailing_newline()
        line = self._first_lines()[index]
        above = sum(map(len, self._tokens(statement.leading_lines)))
        start = self._lines[line - 1] - above
        offsets = [start, *accumulate(map(len, state.tokens), initial=start)][1:]
        if self._text[start : offsets[-1]] != "".join(state.tokens):
            raise _not_printed(line)
        return _Piece(start, offsets[-1], state.starts, state.ends, offsets)

    def _first_lines(self) -> Sequence[int]:
        """The 1-based line on which each statement of the body begins, as ``ast`` has it."""
        if not self._firsts:
            rest = iter(self._syntax.body)
            for statement in self._module.body:
                count = len(statement.body) if isinstance(statement, cst.SimpleStatementLine) else 1
                parts = list(islice(rest, count))
                if len(parts) < count:
                    raise Refusal("LibCST and Python read different statements in it")
                decorators = getattr(parts[0], "decorator_list", ())
                self._firsts.append(min([parts[0].lineno, *(d.lineno for d in decorators)]))
        return self._firsts


def _not_printed(line: int) -> Refusal:
    return Refusal("LibCST doesn't print it back as it is (form feed or lone CR?)", line)
