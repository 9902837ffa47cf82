"""Arguments, elements, entries and imported names that are taken out, replaced or put in.

What stands between two of them stays with the one before it: its comma, its comment and the line
break. What is new is set apart as its neighbours are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.new_code import Part
from prefect_codemods.python.printing import Span
from prefect_codemods.python.tree import Tree

Listing: TypeAlias = (
    "cst.Call | cst.Dict | cst.List | cst.Tuple | cst.Set | cst.Import | cst.ImportFrom"
)
"""What holds elements between commas."""


@dataclass
class ElementEdits:
    """What becomes of the elements of ``owner``, by their index."""

    owner: Listing
    removed: set[int] = field(default_factory=set)
    before: dict[int, list[Part]] = field(default_factory=dict)

    @property
    def elements(self) -> Sequence[cst.CSTNode]:
        """The elements as they are."""
        return elements_of(self.owner)

    def drop(self, *indices: int) -> None:
        """Take elements out."""
        self.removed.update(indices)

    def replace(self, index: int, *parts: Part) -> None:
        """Put ``parts`` in the place of an element."""
        self.removed.add(index)
        self.insert(index, *parts)

    def insert(self, index: int, *parts: Part) -> None:
        """Put ``parts`` before the element at ``index``; behind the last one where there is none."""
        self.before.setdefault(index, []).extend(parts)

    def append(self, *parts: Part) -> None:
        """Put ``parts`` behind the last element."""
        self.insert(len(self.elements), *parts)


def elements_of(owner: Listing) -> Sequence[cst.CSTNode]:
    """The elements of ``owner`` in their order."""
    if isinstance(owner, cst.Call):
        return owner.args
    if isinstance(owner, (cst.Import, cst.ImportFrom)):
        return () if isinstance(owner.names, cst.ImportStar) else owner.names
    return owner.elements


def stands_in_brackets(node: cst.CSTNode) -> bool:
    """Whether ``node`` stands directly in the brackets of what lists it, or of a loop in them."""
    kinds = (cst.Arg, cst.BaseElement, cst.DictElement, cst.CompFor, cst.SubscriptElement)
    return isinstance(node, kinds)


def span_of_elements(tree: Tree, owner: Listing) -> Span:
    """Where the elements stand with what is between them, without the brackets."""
    start, end = tree.span(owner)
    if isinstance(owner, cst.Call):
        return tree.outer_span(owner.whitespace_before_args, owner)[0], end - 1
    if isinstance(owner, cst.ImportFrom) and owner.lpar is not None and owner.rpar is not None:
        opening, closing = tree.outer_span(owner.lpar, owner), tree.outer_span(owner.rpar, owner)
        return opening[0] + 1, closing[1] - 1
    if isinstance(owner, (cst.Dict, cst.List, cst.Set)):
        return start + 1, end - 1
    if isinstance(owner, cst.Tuple) and owner.lpar:
        return start, tree.outer_span(owner.rpar[0], owner)[1] - 1
    elements = elements_of(owner)
    return tree.span(elements[0], owner)[0], tree.span(elements[-1], owner)[1]


_GAP = re.compile(r"((?:[ \t]*,)?)([ \t]*#[^\r\n]*)?")
_BREAK = re.compile(r"(\r?\n)(?:.*\n)*([ \t]*)")


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands behind an element: a comma, a comment on its line, and the way to the next."""

    comma: Span
    comment: Span
    rest: Span


def split_gap(text: str, span: Span) -> Gap:
    """The parts of what stands in ``span`` of ``text``."""
    start, end = span
    found = _GAP.match(text, start, end)
    assert found is not None
    comma, comment = found.end(1), found.end()
    return Gap((start, comma), (comma, comment), (comment, end))


def element_separator(gaps: Sequence[str], opening: str, place: int) -> str:
    """What sets a new element at ``place`` apart from its neighbour, as the list does it itself.

    ``gaps`` stand between its elements, ``opening`` before the first one.
    """
    near = gaps[max(place - 1, 0) : place + 1]
    found = next((gap for gap in (*near, *gaps) if gap), opening)
    broken = _BREAK.search(found)
    return f",{broken[1]}{broken[2]}" if broken else ", "
