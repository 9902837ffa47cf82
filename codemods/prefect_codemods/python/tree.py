"""A parsed module: guarded parse, parents, and positions without a metadata wrapper.

LibCST's own providers cost up to 16 times the parse.
"""

from __future__ import annotations

import ast
import dataclasses
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from typing import cast

from prefect_codemods.findings import Refusal
from prefect_codemods.python.excerpt import Excerpt
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.parse_cache import shared_parse
from prefect_codemods.python.printing import DeepStack, Position, Printing, Span
from prefect_codemods.python.syntax import parse_ast
from prefect_codemods.size_limits import RAISE, python_limit

MAX_DEPTH = 218
"""Deeper trees end LibCST in a RecursionError or, from 3,000 brackets on, in a crash."""

_SKIPPED = frozenset(
    [
        "lpar",
        "rpar",
        "comma",
        "semicolon",
        "equal",
        "dot",
        "lbracket",
        "rbracket",
        "lbrace",
        "rbrace",
        "colon",
        "star",
        "operator",
        "leading_lines",
        "lines_after_decorators",
        "trailing_whitespace",
        "header",
        "footer",
        "first_line",
        "whitespace_before",
        "whitespace_after",
        "async",
        "asynchronous",
    ]
)


_LEAVES = frozenset([ast.Name, ast.Constant, ast.alias, ast.arg, bool, str, type(None)])
_VALUES = frozenset(
    (
        *("arg", "attr", "asname", "conversion", "ctx", "id", "is_async", "kind", "level"),
        *("module", "name", "rest", "simple", "type_comment"),
    )
)
"""Fields that hold no node, or only leaves."""


class _NodeFields(dict[type, tuple[str, ...]]):
    """The fields of each type of node that may hold nodes which are no leaves."""

    def __missing__(self, kind: type[ast.AST]) -> tuple[str, ...]:
        self[kind] = found = tuple(name for name in kind._fields if name not in _VALUES)
        return found


_NODE_FIELDS = _NodeFields()


def nesting_depth(tree: ast.AST) -> int:
    """The number of nodes on the longest way down from the root of ``tree``, leaves not counted."""
    levels = 0
    layer: list[ast.AST] = [tree]
    while layer:
        levels += 1
        below: list[ast.AST] = []
        for node in layer:
            for name in _NODE_FIELDS[type(node)]:
                value = getattr(node, name)
                if type(value) is list:
                    below += value
                elif type(value) not in _LEAVES:
                    below.append(value)
        layer = [node for node in below if type(node) not in _LEAVES]
    return levels


def parse_cst(text: str) -> cst.Module:
    """Parse ``text``, already accepted by ``parse_ast``, with LibCST.

    Raises ``Refusal`` where LibCST refuses it.
    """
    if len(text) > (limit := python_limit()):
        raise Refusal(f"too large: {len(text):,} characters, at most {limit:,}", help=RAISE)
    from prefect_codemods.python.libcst_internals import parse_text

    try:
        with DeepStack():
            return shared_parse("libcst", text, parse_text)
    except cst.ParserSyntaxError as error:
        raise Refusal(f"LibCST can't parse it: {error.message}", error.editor_line) from None
    except (RecursionError, ValueError) as error:
        raise Refusal(f"LibCST can't parse it: {type(error).__name__}") from None


class Tree:
    """A module with its nodes' parents and positions.

    ``pieces`` are the 1-based first lines of the pieces that a program was joined from, such as
    the cells of a notebook; a module of its own has none. Of an ``excerpt`` only what it keeps is
    parsed with LibCST. Raises ``Refusal`` for what can't be parsed.
    """

    def __init__(
        self,
        text: str,
        syntax: ast.Module | None = None,
        pieces: Sequence[int] = (),
        excerpt: Excerpt | None = None,
    ) -> None:
        syntax = syntax or parse_ast(text)
        if (deepest := nesting_depth(syntax)) > MAX_DEPTH:
            raise Refusal(f"nested too deeply: {deepest} levels, at most {MAX_DEPTH}")
        self.text = text
        self.module, self.excerpt = _parse_shown(text, excerpt)
        self.printing = Printing(text, syntax, self.module, self.excerpt)
        self.pieces = pieces
        self._parents: dict[int, cst.CSTNode] = {}
        self._tops: dict[int, cst.CSTNode] = {}

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text, without their ends."""
        return self.text.split("\n")

    @cached_property
    def lowered(self) -> str:
        """The text in lower case, for words that may stand in it."""
        return self.text.lower()

    def piece(self, node: cst.CSTNode) -> int:
        """The 0-based number of the piece of the program that holds ``node``."""
        top = self._top(node) if self.pieces else None
        return 0 if top is None else self.piece_of(self.printing.index(top))

    def piece_of(self, index: int) -> int:
        """The piece that holds the statement with this place in the module's body."""
        return max(bisect_right(self.pieces, self.printing.first_line(index)) - 1, 0)

    def index(self, node: cst.CSTNode) -> int:
        """The 0-based place, in the module's body, of the statement that holds ``node``."""
        return self.printing.index(self._known_top(node))

    def position(self, node: cst.CSTNode) -> Position:
        """Where ``node`` starts."""
        return self.printing.position(node, self._top(node))

    def positions(self, node: cst.CSTNode) -> tuple[Position, Position]:
        """Where ``node`` starts, and the place right behind it."""
        return self.printing.positions(node, self._top(node))

    def span(self, node: cst.CSTNode, at: cst.CSTNode | None = None) -> Span:
        """Where ``node`` stands, without brackets around it, commas behind and lines above it.

        ``at`` holds ``node`` where it has no parent of its own.
        """
        return self.printing.span(node, self._known_top(at or node))

    def outer_span(self, node: cst.CSTNode, at: cst.CSTNode | None = None) -> Span:
        """Where ``node`` stands with brackets around it, commas behind and lines above it."""
        return self.printing.outer_span(node, self._known_top(at or node))

    def code(self, node: cst.CSTNode) -> str:
        """The text of ``node``, without brackets around it, commas behind and lines above it."""
        return self.text[slice(*self.span(node))]

    def _known_top(self, node: cst.CSTNode) -> cst.CSTNode:
        top = self._top(node)
        if top is None:
            raise LookupError("the node is in no statement")
        return top

    def before(self, one: cst.CSTNode, other: cst.CSTNode) -> bool:
        """Whether ``one`` starts before ``other``; cheaper than to compare their positions."""
        first, second = self._top(one), self._top(other)
        if first is None or second is None:
            return self.position(one) < self.position(other)
        if first is not second:
            return self.printing.index(first) < self.printing.index(second)
        earlier = self._in_earlier_line(one, other)
        return self.position(one) < self.position(other) if earlier is None else earlier

    def _in_earlier_line(self, one: cst.CSTNode, other: cst.CSTNode) -> bool | None:
        """Whether ``one`` stands in an earlier line of the innermost block that holds both.

        ``None`` where they stand in one line of it, or something else holds both.
        """
        lines: dict[int, cst.CSTNode] = {}
        below = one
        for parent in self.ancestors(one):
            lines[id(parent)] = below
            below = parent
        below = other
        for parent in self.ancestors(other):
            if (mine := lines.get(id(parent))) is not None:
                if type(parent) is not cst.IndentedBlock or mine is below:
                    return None
                return next(line is mine for line in parent.body if line in (mine, below))
            below = parent
        return None

    def _top(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The statement of the module's body that holds ``node``; ``None`` where it isn't known."""
        if (known := self._tops.get(id(node))) is not None:
            return known
        parents, current = self._parents, node
        while (parent := parents.get(id(current))) is not self.module:
            if parent is None:
                return None
            current = parent
        self._tops[id(node)] = current
        return current

    def adopt(self, child: cst.CSTNode, parent: cst.CSTNode) -> None:
        """Note ``parent`` as that of ``child``."""
        self._parents[id(child)] = parent

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The parent of ``node``; ``None`` for the module and for nodes of no interest."""
        return self._parents.get(id(node))

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """The parents of ``node``, from the nearest to the module."""
        parents = self._parents
        current = parents.get(id(node))
        while current is not None:
            yield current
            current = parents.get(id(current))

    def depth(self, node: cst.CSTNode) -> int:
        """How many nodes hold ``node``."""
        found, parents = 0, self._parents
        current = parents.get(id(node))
        while current is not None:
            found += 1
            current = parents.get(id(current))
        return found

    def statement(self, node: cst.CSTNode) -> cst.BaseSmallStatement | cst.BaseCompoundStatement:
        """The innermost statement that holds ``node`` (or ``node`` itself)."""
        candidate: cst.CSTNode | None = node
        while candidate is not None:
            if _IS_STATEMENT[type(candidate)]:
                return cast("cst.BaseSmallStatement | cst.BaseCompoundStatement", candidate)
            candidate = self.parent(candidate)
        raise LookupError("the node is in no statement")


def _parse_shown(text: str, excerpt: Excerpt | None) -> tuple[cst.Module, Excerpt | None]:
    """The excerpt parsed, or all of ``text`` where there is none, or LibCST refuses it.

    So a refusal names the line of the text.
    """
    if excerpt is not None:
        with suppress(Refusal):
            return parse_cst(excerpt.text), excerpt
    return parse_cst(text), None


class _Kinds(dict[type, bool]):
    """Whether the instances of a type are of classes of LibCST's; each type is asked once.

    ``isinstance`` with such a class costs many times as much, since they are abstract.
    """

    def __init__(self, *names: str) -> None:
        super().__init__()
        self._names = names  # LibCST is imported with the first question

    def __missing__(self, kind: type) -> bool:
        self[kind] = found = issubclass(kind, tuple(getattr(cst, name) for name in self._names))
        return found


_IS_NODE = _Kinds("CSTNode")
_IS_STATEMENT = _Kinds("BaseSmallStatement", "BaseCompoundStatement")
_FIELDS: dict[type, tuple[str, ...]] = {}


def child_nodes(node: cst.CSTNode) -> Sequence[cst.CSTNode]:
    """The child nodes of ``node`` in source order, without whitespace and punctuation."""
    kind = type(node)
    fields = _FIELDS.get(kind)
    if fields is None:
        names = [field.name for field in dataclasses.fields(kind)]
        fields = tuple(n for n in names if n not in _SKIPPED and not n.startswith("whitespace_"))
        _FIELDS[kind] = fields
    found: list[cst.CSTNode] = []
    for name in fields:
        value = getattr(node, name)
        if _IS_NODE[type(value)]:
            found.append(value)
        elif type(value) in _SEQUENCES:
            found += value
    return found


_SEQUENCES = frozenset([list, tuple])
"""What holds several nodes, and nothing else."""

_EVERY: dict[type, tuple[str, ...]] = {}


def holds_node(node: cst.CSTNode, kind: type[cst.CSTNode]) -> bool:
    """Whether a node of type ``kind`` stands in ``node``, whitespace and punctuation included.

    Many times cheaper than to visit, or to ask for ``CSTNode.children``.
    """
    stack = [node]
    while stack:
        current = stack.pop()
        if type(current) is kind:
            return True
        fields = _EVERY.get(type(current))
        if fields is None:
            names = (field.name for field in dataclasses.fields(type(current)))
            fields = _EVERY[type(current)] = tuple(names)
        for name in fields:
            value = getattr(current, name)
            if type(value) in _SEQUENCES:
                stack += value
            elif _IS_NODE[type(value)]:
                stack.append(value)
    return False


def walk_nodes(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """``node`` and all below it, in source order, without whitespace and punctuation."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(child_nodes(current)))


def last_statement(block: cst.BaseSuite) -> cst.CSTNode | None:
    """The last statement of a block, without the line that it stands on with others."""
    last = block.body[-1] if block.body else None
    return last.body[-1] if isinstance(last, cst.SimpleStatementLine) else last
