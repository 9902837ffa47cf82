"""Lays out calls that get arguments and stand in other brackets on one line.

Where the line gets too long, the outermost brackets are broken, one element a line; those inside of
them are broken only in elements that are too long still.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, TypeAlias, TypeGuard

from prefect_codemods.python.element_edits import (
    ElementEdits,
    Listing,
    elements_of,
    span_of_elements,
    stands_in_brackets,
)
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.splicing import CALL_WIDTH, Splicer

if TYPE_CHECKING:
    from prefect_codemods.python.printing import Span

Brackets: TypeAlias = "Listing | cst.ListComp | cst.SetComp | cst.DictComp"


class NestedLayout:
    """Plans the layout of the brackets around edited calls; ``edits`` are those of the module."""

    def __init__(self, splicer: Splicer, edits: Mapping[int, ElementEdits]) -> None:
        self.splicer = splicer
        self.tree = splicer.tree
        self._edits = edits
        self._inside: dict[int, list[Brackets]] = {}

    def plan(self) -> None:
        """Add an edit for the outermost brackets of each such line."""
        outermost: dict[int, Brackets] = {}
        for edits in self._edits.values():
            brackets = self._brackets_around(edits)
            if not brackets:
                continue
            outermost[id(brackets[-1])] = brackets[-1]
            self.splicer.keep_flat(edits)
            inner: Brackets = edits.owner
            for holder in brackets:
                known = self._inside.setdefault(id(holder), [])
                if not any(inner is other for other in known):
                    known.append(inner)
                inner = holder
        for holder in outermost.values():
            span = self._inner_span(holder)
            self.splicer.add(span, self.tree.depth(holder), partial(self._written, holder))

    def _brackets_around(self, edits: ElementEdits) -> list[Brackets]:
        """The brackets around an edited call on its line, innermost first.

        None where it gets no arguments, or where one of them can't be broken, or is edited itself.
        """
        owner, splicer = edits.owner, self.splicer
        if not isinstance(owner, cst.Call) or not any(edits.before.values()):
            return []
        line = splicer.source.rfind("\n", 0, self.tree.span(owner)[0]) + 1
        found: list[Brackets] = []
        for node in self.tree.ancestors(owner):
            if isinstance(node, (cst.BaseStatement, cst.BaseSmallStatement)):
                return [] if splicer.shares_line(node) else found
            if isinstance(node, (cst.GeneratorExp, cst.FormattedStringExpression)):
                return []
            holder = node if _is_comprehension(node) else self.tree.parent(node)
            if holder is not node and not stands_in_brackets(node):
                continue
            if holder is None or self.tree.span(holder)[0] < line:
                return found
            if isinstance(node, cst.CompFor) or not _has_brackets(holder):
                return []
            if id(holder) in self._edits:
                return []
            if "\n" in splicer.source[slice(*self.tree.span(holder))]:
                return []
            found.append(holder)
        return found

    def _written(self, holder: Brackets) -> str:
        """The elements of the outermost brackets, on their line if they have room there."""
        span = self._inner_span(holder)
        flat = self.splicer.old_text(span)
        if "\n" in flat or len(flat) <= self.splicer.room(span):
            return flat
        return self._broken(holder, self.splicer.indent(span[0]))

    def _broken(self, holder: Brackets, indent: str) -> str:
        """The elements of ``holder`` one a line, between lines that are indented ``indent``."""
        edits = self._edits.get(id(holder))
        if edits is not None:
            return self.splicer.one_a_line(edits, indent)
        newline, inner = self.splicer.newline, indent + self.splicer.unit
        spans = self._spans_of_lines(holder)
        # As Black has it: what stands in brackets alone gets no comma.
        several = len(spans) > 1 and not _is_comprehension(holder)
        comma = "," if several or isinstance(holder, cst.Tuple) else ""
        lines = [f"{inner}{self._fitted(span, holder, inner)}{comma}{newline}" for span in spans]
        return "".join((newline, *lines, indent))

    def _spans_of_lines(self, holder: Brackets) -> list[Span]:
        """What goes on a line of its own: each element; what a comprehension makes, and its loop."""
        if isinstance(holder, (cst.ListComp, cst.SetComp, cst.DictComp)):
            start, end = self._inner_span(holder)
            loop = self.tree.span(holder.for_in)[0]
            made = start + len(self.splicer.source[start:loop].rstrip())
            loop = end - len(self.splicer.source[loop:end].lstrip())
            return [(start, made), (loop, end)]
        return [self.tree.span(element, holder) for element in elements_of(holder)]

    def _inner_span(self, holder: Brackets) -> Span:
        """What stands between the brackets."""
        if isinstance(holder, (cst.ListComp, cst.SetComp, cst.DictComp)):
            start, end = self.tree.span(holder)
            return start + 1, end - 1
        return span_of_elements(self.tree, holder)

    def _fitted(self, span: Span, holder: Brackets, indent: str) -> str:
        """An element on a line of its own; the brackets in it are broken if it is too long."""
        start, end = span
        flat = self.splicer.old_text(span)
        if len(indent) + len(flat) + 1 <= CALL_WIDTH:
            return flat
        made = []
        for inner in self._inside_of(holder, start, end):
            opening, closing = self._inner_span(inner)
            made += [self.splicer.old_text((start, opening)), self._broken(inner, indent)]
            start = closing
        return "".join((*made, self.splicer.old_text((start, end))))

    def _inside_of(self, holder: Brackets, start: int, end: int) -> Iterator[Brackets]:
        found: Iterable[Brackets] = self._inside.get(id(holder), ())
        for inner in sorted(found, key=lambda one: self.tree.span(one)):
            if start <= self.tree.span(inner)[0] < end:
                yield inner


def _is_comprehension(node: cst.CSTNode) -> bool:
    return isinstance(node, (cst.ListComp, cst.SetComp, cst.DictComp))


def _has_brackets(node: cst.CSTNode) -> TypeGuard[Brackets]:
    if isinstance(node, cst.Tuple):
        return bool(node.lpar)
    return isinstance(node, (cst.Call, cst.List, cst.Set, cst.Dict)) or _is_comprehension(node)
