"""A page as units, the pieces that are merged each as one: paragraphs, items, rows, fences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from prefect_migrate.documents.page import Block, Page
from prefect_migrate.reconcile.page.prose_equality import Links, prose_meaning
from prefect_migrate.reconcile.result import Span

_ITEM = re.compile(r"(?P<indent>[ \t]*)(?P<mark>[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
_HEADING_MARKS = "#=-`:.'\"~^_*+<>"
_CELL = re.compile(r"(?<!\\)\|")
_NUMBER = re.compile(r"\d{1,9}([.)])")
_RELEASE = re.compile(
    r"(?i)\bv?\d+(?:\.\d+)+|\bv\d+\b|\d{4}[-/]\d{1,2}[-/]\d{1,2}"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (?:\d{1,2},? )?\d{4}\b"
)
_TO_COME = re.compile(r"(?i)\b(?:unreleased|upcoming|next|dev|main|master)\b")
_PLACEHOLDER = re.compile(
    r"(?i)[-*+\s]*[_*(]*(?:none|n/a|nothing|tbd|todo|no changes)(?: yet| so far)?[.!)_*]*\s*"
)
_REFERENCE = re.compile(r" {0,3}\[(\^?[^\]]+)\]:")
_NESTED = "in an item"
_PROSE = ("paragraph", "item", "quote", "heading")


@dataclass(frozen=True)
class Unit:
    """One piece of a page: its lines ``[start, end)``, and the blank lines up to ``after``.

    ``kind`` is that of a block, or ``item`` (of a list, without the items and fences below it),
    ``rest`` (of an item, behind a fence or the items below it), ``row`` (of a table), ``table head`` and ``blank`` (lines
    before the first block). ``reference`` is one link or footnote, defined. ``level`` is a
    heading's, ``indent`` the blanks before an item, ``mark`` its bullet or number, or a label; ``links`` spells links to a page that moved
    alike.
    """

    page: Page
    kind: str
    start: int
    end: int
    after: int
    level: int = 0
    indent: int = 0
    mark: str = ""
    links: Links = str

    @cached_property
    def text(self) -> str:
        """Its lines, without the blank ones after them."""
        return "".join(self.page.lines[self.start : self.end])

    @cached_property
    def words(self) -> list[str]:
        """Its words, without the bullet or number of an item, and signs that end a clause."""
        words = self.text.split()
        if self.kind == "item" and words[:1] == [self.mark]:
            words = words[1:]
        if self.kind == "heading":
            words = [word for word in words if word.strip(_HEADING_MARKS)]
        return [word.rstrip(".,;:!?") or word for word in words]

    @property
    def blanks(self) -> int:
        """How many blank lines stand after it."""
        return self.after - self.end

    @property
    def content(self) -> Span:
        """Its lines without the blank ones after them."""
        return self.start, self.end

    @cached_property
    def key(self) -> tuple[object, ...]:
        """What it says; equal for units that mean the same."""
        if self.kind in ("row", "table head"):
            return self.kind, *row_cells(self.text)
        if self.kind in _PROSE and not self.page.plain:
            return self.kind, self.indent, self.mark if self.mark in "-*+" else "#", *self._said
        lines = [line.rstrip() for line in self.text.splitlines()]
        return self.kind, *lines

    @property
    def _said(self) -> tuple[object, ...]:
        if self.kind != "item":
            return prose_meaning(self.text, self.links)
        # Without the blanks before it an item is no code block; its number follows from its place.
        text = "".join(_outdented(self.text.splitlines(keepends=True), self.indent))
        return prose_meaning(_NUMBER.sub(r"1\1", text), self.links)

    @property
    def title(self) -> str:
        """The beginning of the text, to name it by."""
        line = " ".join(self.text.split()).lstrip("#: ")
        return line if len(line) <= 60 else line[:57].rstrip() + "…"

    @property
    def nested(self) -> bool:
        """Whether it belongs to the item of a list above it."""
        return self.mark == _NESTED

    @property
    def depth(self) -> int:
        """The blanks before the first line that says something."""
        return next((_indent_width(line) for line in self.text.splitlines() if line.strip()), 0)

    @property
    def placeholder(self) -> bool:
        """Whether it says that there is nothing to say."""
        return bool(_PLACEHOLDER.fullmatch(self.text))

    @property
    def release_to_come(self) -> bool:
        """Whether it is the heading over what is to be in the next release."""
        return self.kind == "heading" and bool(_TO_COME.search(self.text))

    @property
    def release(self) -> bool:
        """Whether it is the heading of a release, or of a day."""
        return self.kind == "heading" and bool(_RELEASE.search(self.text))


def first_line(unit: Unit) -> str:
    """The first line of a unit that says something, without the marks of a heading."""
    lines = (line.strip("# \t\r\n") for line in unit.text.splitlines())
    return next((line for line in lines if any(map(str.isalnum, line))), unit.title)


def _outdented(lines: Sequence[str], indent: int) -> Iterator[str]:
    for line in lines:
        yield line[min(indent, len(line) - len(line.lstrip(" \t"))) :]


def row_cells(row: str) -> tuple[str, ...]:
    """The cells of a row of a table, without the blanks around them and its outer bars."""
    text = "\n".join(line.strip().removeprefix("|").removesuffix("|") for line in row.splitlines())
    found = (cell.strip() for line in text.split("\n") for cell in _CELL.split(line))
    return tuple(re.sub(r"^(:?)-+(:?)$", r"\1-\2", cell) for cell in found)


def page_units(page: Page, links: Links = str) -> tuple[Unit, ...]:
    """The units of a page; together they hold all of its lines."""
    if not page.lines:
        return ()
    starts = list(_starts(page, page.blocks))
    first = starts[0][1] if starts else len(page.lines)
    if first:
        starts.insert(0, ("blank", 0, 0, 0, 0, ""))
    found: list[Unit] = []
    ends = [start for _, start, *_ in starts[1:]] + [len(page.lines)]
    for (kind, start, end, level, indent, mark), after in zip(starts, ends, strict=True):
        stop = min(end, after)
        while stop > start and not page.lines[stop - 1].strip():
            stop -= 1
        rest = after if all(not line.strip() for line in page.lines[stop:after]) else stop
        found.append(
            Unit(
                page,
                kind,
                start,
                after if rest == stop else stop,
                after,
                level,
                indent,
                mark,
                links,
            )
        )
    return tuple(found)


_Start = tuple[str, int, int, int, int, str]


def _starts(page: Page, blocks: Iterable[Block]) -> Iterator[_Start]:
    for block in blocks:
        if block.kind == "list":
            yield from _items_of_list(page, block)
        elif block.kind == "table":
            head = min(block.start + 2, block.end)
            yield "table head", block.start, head, 0, 0, ""
            for line in range(head, block.end):
                yield "row", line, line + 1, 0, 0, ""
        elif block.kind in ("reference", "paragraph") and _REFERENCE.match(page.lines[block.start]):
            for line in range(block.start, block.end):
                if match := _REFERENCE.match(page.lines[line]):
                    yield "reference", line, block.end, 0, 0, match[1].lower()
        elif block.kind == "container" and block.end - block.start > 1:
            yield "container mark", block.start, block.start + 1, 0, 0, ""
            yield from _starts(page, block.inner)
            yield "container mark", block.end - 1, block.end, 0, 0, ""
        else:
            yield block.kind, block.start, block.end, block.level, 0, ""


def _texts_behind(
    page: Page, block: Block, found: Mapping[int, tuple[str, int, str]], code: Set[int]
) -> Iterator[int]:
    """Where a text starts that belongs to an item further out than the last one above it."""
    indent = 0
    for line in range(block.start, block.end):
        if line in found:
            indent = found[line][1] if found[line][0] == "item" else 0
        elif (
            line not in code
            and _starts_text(page, line)
            and _indent_width(page.lines[line]) <= indent
        ):
            yield line
            indent = 0


def _starts_text(page: Page, line: int) -> bool:
    return bool(page.lines[line].strip()) and not page.lines[line - 1].strip()


def _indent_width(line: str) -> int:
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip())


def _items_of_list(page: Page, block: Block) -> Iterator[_Start]:
    """The items of a list at any depth, each without those below it, and the fences in them."""
    fences = [f for f in page.fences if block.start <= f.start and f.end <= block.end]
    code = {line for fence in fences for line in range(fence.start, fence.end)}
    found = {
        fence.start: ("fence", len(fence.prefixes[0]) if fence.prefixes else 0, _NESTED)
        for fence in fences
    }
    found |= {fence.end: ("rest", 0, _NESTED) for fence in fences if fence.end < block.end}
    within = code - found.keys()
    for line in range(block.start, block.end):
        match = _ITEM.match(page.lines[line])
        if match is not None and line not in within:
            found[line] = "item", len(match["indent"].expandtabs(4)), match["mark"]
    if block.start not in found:
        found[block.start] = "item", 0, ""
    found |= dict.fromkeys(_texts_behind(page, block, found, code), ("rest", 0, _NESTED))
    starts = sorted(found)
    for line, end in zip(starts, [*starts[1:], block.end], strict=True):
        kind, indent, mark = found[line]
        if kind != "rest" or any(text.strip() for text in page.lines[line:end]):
            yield kind, line, end, 0, indent, mark
