"""Whose each comment of a YAML document is.

A comment right above an entry, and one that stands free before it, belongs to the entry below; one
that ends what is above (it stands deeper than what follows, or touches it and a blank line
follows) belongs to the entry above; one in the line of a key or value belongs to that. A comment at
the top with a blank line below is the document's own. So every comment has one owner.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from prefect_migrate.documents.manifest import Document, Entry, Node

Span = tuple[int, int]
"""Lines ``[start, end)`` of the stream, 0-based."""
Chain = tuple[Entry, ...]

_AT_END = re.compile(r"(?:^|\s)(#.*)")
_BLOCK_HEADER = re.compile(r"[|>]\S*\s+(#.*)")
_NOT_COMMENT_BEFORE = re.compile(r"[^\s,\[\]{}]#")


@dataclass(slots=True)
class OwnComments:
    """The comments of one entry, and the lines that it takes with them.

    ``head`` are the lines above it, ``foot`` those below; both are empty spans where there are
    none. ``mark`` is line and column of the comment in the line of its key or value. ``inner`` are
    the comments between the brackets of a flow collection. ``body_end`` is the line behind the
    entry and the comments of what is in it, ``end`` that behind ``foot``.
    """

    head: Span
    foot: Span
    body_end: int
    mark: Span | None = None
    inner: list[Span] = field(default_factory=list)

    @property
    def start(self) -> int:
        """The first line of the entry with its comments."""
        return self.head[0]

    @property
    def end(self) -> int:
        """The line behind the entry and its comments."""
        return max(self.foot[1], self.body_end)


class DocumentComments:
    """The comments of one document, whose lines are ``region`` of the stream."""

    def __init__(self, lines: Sequence[str], document: Document, region: Span) -> None:
        self._lines = lines
        self._own: dict[int, OwnComments] = {}
        self.lead: Span = (region[0], region[0])
        self.region = region
        self._read(document.root, region)

    def of(self, entry: Entry) -> OwnComments:
        """The comments of an entry; those of entries in braces count for what holds them."""
        bare = OwnComments((entry.start, entry.start), (entry.end, entry.end), entry.end)
        return self._own.get(id(entry), bare)

    def texts(self, span: Span) -> tuple[str, ...]:
        """The comments in some lines, without the blanks around them."""
        stripped = (self._lines[i].strip() for i in range(*span))
        return tuple(text for text in stripped if text)

    def mark(self, entry: Entry) -> str:
        """The comment in the line of an entry's key or value, ``""`` for none."""
        at = self.of(entry).mark
        return self._lines[at[0]][at[1] :].strip() if at is not None else ""

    def inside(self, entry: Entry) -> tuple[str, ...]:
        """All comments of an entry and what is in it, without those above and below it."""
        own = self.of(entry)
        found = [self._lines[line][column:].strip() for line, column in own.inner]
        if mark := self.mark(entry):
            found.append(mark)
        for child in block_entries(entry.node):
            found += self.all(child)
        return tuple(found)

    def all(self, entry: Entry) -> tuple[str, ...]:
        """All comments of an entry and what is in it."""
        own = self.of(entry)
        return (*self.texts(own.head), *self.inside(entry), *self.texts(own.foot))

    def whole(self, root: Node) -> tuple[str, ...]:
        """All comments of the document."""
        found = list(self.texts(self.lead))
        for entry in block_entries(root):
            found += self.all(entry)
        return tuple(found)

    def _read(self, root: Node, region: Span) -> None:
        walked = list(_walk_entries(root, ()))
        if not walked:
            self.lead = region if root.kind == "scalar" else (region[0], root.start)
            return
        for entry, _ in walked:
            own = OwnComments((entry.start, entry.start), (entry.end, entry.end), entry.end)
            own.mark = _comment_mark(self._lines, entry)
            if entry.node.flow:
                own.inner = list(_between_brackets(self._lines, entry.node))
            self._own[id(entry)] = own
        first = walked[0][0]
        self.lead = region[0], self._lead_end(region[0], first)
        self._own[id(first)].head = self._head(self.lead[1], first.start), first.start
        for (entry, chain), after in zip(walked, [*walked[1:], None], strict=True):
            self._between(entry, chain, after, region[1])
        for entry, _ in reversed(walked):
            ends = [self._own[id(child)].end for child in block_entries(entry.node)]
            own = self._own[id(entry)]
            own.body_end = max([entry.end, *ends])
            if own.foot[0] == own.foot[1]:
                own.foot = own.body_end, own.body_end

    def _lead_end(self, start: int, first: Entry) -> int:
        """The line behind the comments that a blank line parts from the first entry."""
        at = first.start
        while at > start and self._lines[at - 1].strip():
            at -= 1
        return at

    def _head(self, start: int, end: int) -> int:
        while start < end and not self._lines[start].strip():
            start += 1
        return start

    def _between(
        self, entry: Entry, chain: Chain, after: tuple[Entry, Chain] | None, end: int
    ) -> None:
        """Share out the comments between an entry's own lines and what follows it."""
        children = block_entries(entry.node)
        start = entry.start + 1 if children else entry.end
        if after is not None:
            end = after[0].start
        runs = list(_comment_runs(self._lines, start, end))
        if not runs:
            return
        if children:
            assert after is not None
            self._own[id(after[0])].head = runs[0][0], end
            return
        mine = (*chain, entry)
        shared = _shared_entries(mine, (*after[1], after[0]) if after is not None else ())
        level = len(mine) - 1
        for first, last in runs:
            cut = first
            column = after[0].column if after is not None else -1
            while cut < last and _line_indent(self._lines[cut]) > column:
                cut += 1
            ends_above = after is None or (first == start and last < end)
            stop = last if ends_above else cut
            for line in range(first, stop):
                level = min(level, _comment_level(mine, shared, _line_indent(self._lines[line])))
                own = self._own[id(mine[level])]
                begun = own.foot[0] < own.foot[1]
                own.foot = own.foot[0] if begun else line, line + 1
            if stop < last:
                assert after is not None
                self._own[id(after[0])].head = stop, end
                return


def block_entries(node: Node) -> list[Entry]:
    """The entries of a mapping or list that have lines of their own."""
    return [] if node.flow or node.kind == "scalar" else node.entries


def _walk_entries(node: Node, chain: Chain) -> Iterator[tuple[Entry, Chain]]:
    for entry in block_entries(node):
        yield entry, chain
        yield from _walk_entries(entry.node, (*chain, entry))


def _comment_runs(lines: Sequence[str], start: int, end: int) -> Iterator[Span]:
    """Stretches of comment lines without a blank line in between."""
    first = None
    for number in range(start, end):
        if lines[number].lstrip().startswith("#"):
            first = number if first is None else first
        elif first is not None:
            yield first, number
            first = None
    if first is not None:
        yield first, end


def _line_indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _shared_entries(first: Chain, second: Chain) -> int:
    """How many entries two chains begin with alike."""
    count = 0
    for one, other in zip(first, second, strict=False):
        if one is not other:
            break
        count += 1
    return count


def _comment_level(chain: Chain, shared: int, indent: int) -> int:
    """The deepest entry of a chain that a comment as deep as ``indent`` can end."""
    for level in range(len(chain) - 1, shared - 1, -1):
        if chain[level].column <= indent:
            return level
    return min(shared, len(chain) - 1)


def _comment_mark(lines: Sequence[str], entry: Entry) -> Span | None:
    """Line and column of the comment in the line of a key or value."""
    node = entry.node
    if children := block_entries(node):
        if children[0].start == entry.start:
            return None
        return _find_span(_AT_END, lines, entry.start, entry.key_end)
    if node.style in ("|", ">"):
        return _find_span(_BLOCK_HEADER, lines, node.start, node.column)
    if node.end_column >= 0:
        return _find_span(_AT_END, lines, node.end - 1, node.end_column)
    if node.start != node.end - 1:
        return None
    return _find_span(_AT_END, lines, entry.start, entry.key_end)


def _find_span(
    pattern: re.Pattern[str], lines: Sequence[str], line: int, column: int
) -> Span | None:
    match = pattern.search(lines[line], column) if line < len(lines) else None
    return (line, match.start(1)) if match else None


def _between_brackets(lines: Sequence[str], node: Node) -> Iterator[Span]:
    """The comments in a flow collection of several lines."""
    if node.end <= node.start + 1:
        return
    taken = list(_scalar_spans(node))
    for number in range(node.start, node.end):
        at = node.column if number == node.start else 0
        while (at := lines[number].find("#", at)) >= 0:
            line = lines[number]
            free = not any(_span_holds(span, number, at) for span in taken)
            if free and not (at and _NOT_COMMENT_BEFORE.match(line, at - 1)):
                if number < node.end - 1 or at < node.end_column:
                    yield number, at
                break
            at += 1


def _scalar_spans(node: Node) -> Iterator[tuple[int, int, int, int]]:
    """First line and column, last line and column of each scalar in a flow collection."""
    for entry in node.entries:
        inner = entry.node
        if inner.kind == "scalar":
            last = inner.end_column if inner.end_column >= 0 else 1_000_000
            yield inner.start, inner.column, inner.end - 1, last
        else:
            yield from _scalar_spans(inner)


def _span_holds(span: tuple[int, int, int, int], line: int, column: int) -> bool:
    return span[:2] <= (line, column) < span[2:]
