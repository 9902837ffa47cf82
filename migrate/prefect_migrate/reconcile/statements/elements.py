"""A module cut into elements: its top-level statements with the comments above them.

The elements of a text join to the text again. Spans are half-open ranges of 0-based lines.
"""

from __future__ import annotations

import ast
import symtable
import warnings
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeVar, cast

from prefect_codemods.python import normal_form
from prefect_codemods.python.parse_cache import shared_parse
from prefect_migrate.model import Refusal, split_lines
from prefect_migrate.reconcile.statements.global_names import GlobalNames, global_names

Found = TypeVar("Found")
Node = TypeVar("Node", bound=ast.AST)
Span = tuple[int, int]
Kind = Literal["import", "def", "class", "assign", "docstring", "statement", "tail"]
_Function = (ast.FunctionDef, ast.AsyncFunctionDef)


class Text:
    """One version of a module; ``name`` says whose it is. Raises ``Refusal`` if it isn't Python."""

    def __init__(self, text: str, name: str) -> None:
        if "\r" in text.replace("\r\n", ""):
            raise Refusal(f"{name} has lines that end with a lone carriage return")
        self.text = text
        self.lines = split_lines(text)
        self.tree = normal_form.parse_side(text, name)
        self._readings: dict[object, object] = {}

    def reading(self, read: Callable[[Text], Found]) -> Found:
        """What ``read`` finds in it, read once for all merges of one file."""
        if read not in self._readings:
            self._readings[read] = read(self)
        return cast("Found", self._readings[read])

    def nodes(self, kind: type[Node]) -> Sequence[Node]:
        """All nodes of one kind, wherever they stand, in no order."""
        return cast("Sequence[Node]", self._nodes.get(kind, ()))

    @cached_property
    def _nodes(self) -> dict[type[ast.AST], list[ast.AST]]:
        """The nodes by kind: one walk for all that is asked of a version."""
        found: dict[type[ast.AST], list[ast.AST]] = {}
        waiting: list[ast.AST] = [self.tree]
        while waiting:
            node = waiting.pop()
            found.setdefault(type(node), []).append(node)
            waiting += ast.iter_child_nodes(node)
        return found

    @cached_property
    def symbols(self) -> symtable.SymbolTable:
        """Its names by Python's own rules of scope; raises ``SyntaxError`` where it has none."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return symtable.symtable(self.text, "merged", "exec")

    @classmethod
    def of(cls, text: str, name: str) -> Text:
        """The text, read once while one file is worked on. Raises ``Refusal``."""
        return shared_parse("elements", text, lambda code: cls(code, name))

    @cached_property
    def names(self) -> GlobalNames:
        """Its global names; raises ``SyntaxError`` where it has none."""
        return global_names(self.symbols, self.tree)

    def comments(self, start: int, end: int) -> tuple[str, ...]:
        """The comments on the lines ``[start, end)``."""
        return tuple(text for line, text in self._comments_near(start, end) if start <= line < end)

    def _comments_near(self, start: int, end: int) -> Iterator[tuple[int, str]]:
        """The comments of the module's elements that hold some of the lines.

        Only these are cut into tokens: most of a module is the same in all of its versions.
        """
        first = bisect_right(self.elements, start, key=lambda element: element.start) - 1
        for element in self.elements[max(first, 0) :]:
            if element.start >= end:
                return
            yield from element.placed_comments

    @cached_property
    def elements(self) -> list[Element]:
        """The module's elements; the last is the tail, of whatever follows the last statement."""
        return self.cut(self.tree.body, 0, len(self.lines), tail=True)

    def cut(
        self, body: Sequence[ast.stmt], start: int, end: int, *, tail: bool = False
    ) -> list[Element]:
        """The elements of a block that begins with the comments on line ``start``."""
        groups: list[list[ast.stmt]] = []
        for node in body:
            if groups and first_line(node) < (groups[-1][-1].end_lineno or 0):
                groups[-1].append(node)
            else:
                groups.append([node])
        made: list[Element] = []
        for group in groups:
            last = group[-1].end_lineno or 0
            made.append(Element(self, tuple(group), start, first_line(group[0]), last))
            start = last
        if tail:
            made.append(Element(self, (), start, end, end))
        return made


@dataclass(eq=False)
class Element:
    """Statements that share lines, nearly always one; ``start`` is where its comments begin."""

    text_of: Text
    nodes: tuple[ast.stmt, ...]
    start: int
    code: int
    end: int

    @property
    def span(self) -> Span:
        """All of its lines."""
        return self.start, self.end

    @property
    def lines(self) -> list[str]:
        """Its lines, comments above included."""
        return self.text_of.lines[self.start : self.end]

    @cached_property
    def placed_comments(self) -> list[tuple[int, str]]:
        """Its comments in order, each with its line; of an element of the module only."""
        found = normal_form.placed_comments("".join(self.lines))
        return [(self.start + line, text) for line, text in found]

    @cached_property
    def kind(self) -> Kind:
        """What it is, for telling what may be done with it."""
        return self.key[0]

    @property
    def name(self) -> str:
        """What it is called in a report."""
        names = {"import": "the import of {}", "statement": "the statement {}"}
        return names.get(self.kind, "{}").format(self.key[1] or self.kind)

    @cached_property
    def key(self) -> tuple[Kind, str]:
        """Its identity: equal keys that are unique in their texts denote the same thing."""
        if not self.nodes:
            return "tail", ""
        if len(self.nodes) > 1:
            return "statement", "; ".join(ast.dump(node) for node in self.nodes)
        return _identity_of_statement(self.nodes[0])

    @cached_property
    def bare(self) -> tuple[str, ...]:
        """Equal for elements whose code means the same."""
        return tuple(normal_form.normal_dump(node) for node in self.nodes)

    @cached_property
    def meaning(self) -> tuple[str, ...]:
        """Equal for elements whose code means the same and carries the same comments."""
        return self.bare + self.text_of.comments(self.code, self.end)

    @cached_property
    def remarks(self) -> tuple[str, ...]:
        """The comments above it."""
        return self.text_of.comments(self.start, self.code)

    @property
    def code_only(self) -> Meaning:
        """Its meaning, to compare."""
        return Meaning(self, self.code)

    @property
    def whole(self) -> Meaning:
        """Its meaning with the comments above it, to compare."""
        return Meaning(self, self.start)


class Meaning:
    """Equal for elements that mean the same; equal text is equal without a look at the tree."""

    def __init__(self, element: Element, start: int) -> None:
        self._element = element
        self._start = start

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Meaning):
            return NotImplemented
        return self._lines() == other._lines() or self._full() == other._full()

    __hash__ = None  # type: ignore[assignment]

    def _lines(self) -> list[str]:
        return self._element.text_of.lines[self._start : self._element.end]

    def _full(self) -> tuple[tuple[str, ...], ...]:
        above = self._element.text_of.comments(self._start, self._element.code)
        return above, self._element.meaning


def first_line(node: ast.stmt) -> int:
    """The 0-based line where a statement begins, decorators included."""
    if isinstance(node, (*_Function, ast.ClassDef)):
        return min([node.lineno, *(d.lineno for d in node.decorator_list)]) - 1
    return node.lineno - 1


def _identity_of_statement(node: ast.stmt) -> tuple[Kind, str]:
    if isinstance(node, ast.ImportFrom):
        return "import", "." * node.level + (node.module or "")
    if isinstance(node, ast.Import):
        return "import", ", ".join(f"{a.name} as {a.asname or a.name}" for a in node.names)
    if isinstance(node, _Function):
        return "def", node.name
    if isinstance(node, ast.ClassDef):
        return "class", node.name
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        return "assign", ast.unparse(node.targets[0])
    if isinstance(node, ast.AnnAssign):
        return "assign", ast.unparse(node.target)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        if isinstance(node.value.value, str):
            return "docstring", ""
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return "statement", f"{ast.unparse(node.value.func)}(…)"
    elif isinstance(node, (ast.With, ast.AsyncWith)):
        bound = node.items[0].optional_vars
        return "statement", f"with … as {ast.unparse(bound)}" if bound else "with …"
    elif isinstance(node, (ast.If, ast.While)):
        return "statement", f"{type(node).__name__.lower()} {ast.unparse(node.test)}"
    return "statement", type(node).__name__.lower()
