"""A parsed module: guarded parse, parents, and positions without a metadata wrapper.

LibCST's own providers cost up to 16 times the parse; one generation of the code, needed anyway to
prove that the tree prints back byte for byte, records where every node starts.
"""

from __future__ import annotations

import ast
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate

import libcst as cst
from libcst._nodes.internal import CodegenState

from prefect_codemods.findings import Unparsable
from prefect_codemods.python.syntax import parse_ast

MAX_CHARACTERS = 1_000_000
"""LibCST takes about 700 bytes of memory for a byte of source (measured with 1.9.0)."""

MAX_DEPTH = 220
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


class _Recorder(CodegenState):
    """Prints the tree and notes, for each node, the index of its first token."""

    starts: dict[int, int]

    def before_codegen(self, node: cst.CSTNode) -> None:
        self.starts[id(node)] = len(self.tokens)

    @contextmanager
    def record_syntactic_position(
        self,
        node: cst.CSTNode,
        *,
        start_node: cst.CSTNode | None = None,
        end_node: cst.CSTNode | None = None,
    ) -> Iterator[None]:
        self.starts[id(node)] = len(self.tokens)
        yield
        if start_node is not None:
            self.starts[id(node)] = self.starts[id(start_node)]


@contextmanager
def _deep_stack() -> Iterator[None]:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, 12_000))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def depth(tree: ast.AST) -> int:
    """The number of nodes on the longest way from the root of ``tree`` to a leaf."""
    deepest = 0
    stack = [(tree, 1)]
    while stack:
        node, level = stack.pop()
        deepest = max(deepest, level)
        stack.extend((child, level + 1) for child in ast.iter_child_nodes(node))
    return deepest


def parse_cst(text: str) -> cst.Module:
    """Parse ``text``, already accepted by ``parse_ast``, with LibCST.

    Raises ``Unparsable`` where LibCST refuses it.
    """
    if len(text) > MAX_CHARACTERS:
        raise Unparsable(f"too large: {len(text):,} characters, at most {MAX_CHARACTERS:,}")
    try:
        with _deep_stack():
            return cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        raise Unparsable(f"LibCST can't parse it: {error.message}", error.editor_line) from None
    except (RecursionError, MemoryError, ValueError) as error:
        raise Unparsable(f"LibCST can't parse it: {type(error).__name__}") from None


class Tree:
    """A module with its nodes' parents and positions.

    Raises ``Unparsable`` for what can't be parsed or isn't printed back byte for byte.
    """

    def __init__(self, text: str, syntax: ast.Module | None = None) -> None:
        syntax = syntax or parse_ast(text)
        if (deepest := depth(syntax)) > MAX_DEPTH:
            raise Unparsable(f"nested too deeply: {deepest} levels, at most {MAX_DEPTH}")
        self.text = text
        self.syntax = syntax
        self.module = parse_cst(text)
        self._starts, self._tokens = self._print()
        self._parents: dict[int, cst.CSTNode] = {}
        self._offsets: list[int] = []
        self._lines: list[int] = []

    def _print(self) -> tuple[dict[int, int], list[str]]:
        state = _Recorder(
            default_indent=self.module.default_indent, default_newline=self.module.default_newline
        )
        state.starts = {}
        with _deep_stack():
            self.module._codegen(state)
        if "".join(state.tokens) != self.text:
            raise Unparsable("LibCST doesn't print it back as it is (form feed or lone CR?)")
        return state.starts, state.tokens

    def position(self, node: cst.CSTNode) -> tuple[int, int]:
        """The 1-based line and column, in characters, at which ``node`` starts."""
        if not self._offsets:
            self._offsets = [0, *accumulate(map(len, self._tokens))]
            self._lines = [0]
            self._lines.extend(i + 1 for i, char in enumerate(self.text) if char == "\n")
        offset = self._offsets[self._starts.get(id(node), 0)]
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def adopt(self, child: cst.CSTNode, parent: cst.CSTNode) -> None:
        """Note ``parent`` as that of ``child``."""
        self._parents[id(child)] = parent

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The parent of ``node``; ``None`` for the module and for nodes of no interest."""
        return self._parents.get(id(node))

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """The parents of ``node``, from the nearest to the module."""
        current = self.parent(node)
        while current is not None:
            yield current
            current = self.parent(current)

    def statement(self, node: cst.CSTNode) -> cst.BaseSmallStatement | cst.BaseCompoundStatement:
        """The innermost statement that holds ``node`` (or ``node`` itself)."""
        for candidate in (node, *self.ancestors(node)):
            if isinstance(candidate, (cst.BaseSmallStatement, cst.BaseCompoundStatement)):
                return candidate
        raise LookupError("the node stands in no statement")


_FIELDS: dict[type, tuple[str, ...]] = {}


def children(node: cst.CSTNode) -> Sequence[cst.CSTNode]:
    """The child nodes of ``node`` in source order, without whitespace and punctuation."""
    kind = type(node)
    fields = _FIELDS.get(kind)
    if fields is None:
        names = kind.__dataclass_fields__
        fields = tuple(n for n in names if n not in _SKIPPED and not n.startswith("whitespace_"))
        _FIELDS[kind] = fields
    found: list[cst.CSTNode] = []
    for name in fields:
        value = getattr(node, name)
        if isinstance(value, cst.CSTNode):
            found.append(value)
        elif type(value) in (list, tuple):
            found.extend(v for v in value if isinstance(v, cst.CSTNode))
    return found
