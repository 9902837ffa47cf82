"""Lines of one YAML stream inside a variant, and how they move to the other side's stream."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from prefect_migrate.documents.manifest import Document, Entry, NotYaml, comments_above, documents
from prefect_migrate.model import Line, Origin, Variant
from prefect_migrate.reconcile.edits import LineEdit, Stream

REINDENTED = "reindented"
SEPARATOR = "document-separator"


class CannotMove(Exception):
    """Whole lines can't carry this value over; the message says why."""


@dataclass(slots=True)
class StreamText:
    """A stream with its lines as YAML sees them, and the edits asked for.

    ``lines`` are without the stream's own indentation; line numbers of ``edits`` are the stream's.
    """

    variant: Variant
    stream: Stream
    lines: list[str]
    documents: list[Document]
    problem: str = ""
    edits: list[LineEdit] = field(default_factory=list)

    @classmethod
    def read(cls, variant: Variant, stream: Stream) -> StreamText:
        """Read one stream; what can't be parsed has no documents and says why in ``problem``."""
        lines = []
        problem = ""
        for line in variant.lines[stream.start : stream.end]:
            if line.strip() and line[: stream.indent].strip():
                problem = "a line stands further left than the block it is in"
            lines.append(line[stream.indent :] if line.strip() else line.lstrip(" "))
        if problem:
            return cls(variant, stream, lines, [], problem)
        try:
            return cls(variant, stream, lines, documents("".join(lines)))
        except NotYaml as error:
            return cls(variant, stream, lines, [], error.message)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Lines of the variant for lines of the stream, both 0-based half-open."""
        return self.stream.start + start, self.stream.start + end

    def text(self, start: int, end: int) -> str:
        """The stream's lines ``[start, end)`` as one text."""
        return "".join(self.lines[start:end])

    def insert(self, at: int, lines: Sequence[Line]) -> None:
        """Ask for ``lines`` before line ``at`` of the stream."""
        self.edits.append(LineEdit(at, at, tuple(lines)))

    def replace(self, start: int, end: int, lines: Sequence[Line] = ()) -> None:
        """Ask for ``lines`` in the place of the stream's lines ``[start, end)``."""
        self.edits.append(LineEdit(start, end, tuple(lines)))

    def outer_edits(self) -> list[LineEdit]:
        """The edits with the variant's own line numbers."""
        return [LineEdit(*self.span(e.start, e.end), e.lines) for e in self.edits]

    def edited(self) -> str:
        """The stream's text after the edits, as YAML sees it."""
        made: list[str] = []
        at = 0
        for edit in sorted(self.edits, key=lambda e: (e.start, e.end)):
            made.extend(self.lines[at : edit.start])
            made.extend(
                line.text[self.stream.indent :] if line.text.strip() else line.text.lstrip(" ")
                for line in edit.lines
            )
            at = edit.end
        made.extend(self.lines[at:])
        return "".join(made)


def moved(
    older: StreamText, start: int, end: int, newer: StreamText, delta: int, cut: int = 0
) -> list[Line]:
    """Lines ``[start, end)`` of ``older``, shifted by ``delta`` columns, as lines of ``newer``.

    ``cut`` characters of the first line (a dash and its blanks) become blanks. Raises
    ``CannotMove`` where a line has too little indentation to give up.
    """
    made = []
    for number in range(start, end):
        inner = older.lines[number]
        if number == start and cut:
            inner = " " * cut + inner[cut:]
        made.append(_line(older, number, _shifted(inner, delta), newer))
    return made


def _shifted(line: str, delta: int) -> str:
    if not line.strip():
        return line
    if delta >= 0:
        return " " * delta + line
    if line[:-delta].strip():
        raise CannotMove("its lines are indented in a way that can't be shifted")
    return line[-delta:]


def _line(older: StreamText, number: int, inner: str, newer: StreamText) -> Line:
    text = " " * newer.stream.indent + inner if inner.strip() else inner
    if not text.endswith("\n"):
        text += _newline(newer)
    index = older.stream.start + number
    origin = older.variant.origin[index]
    if text == older.variant.lines[index]:
        return Line(text, Origin(older.variant.side, origin))
    return Line(text, Origin("rule", origin, REINDENTED))


def _newline(text: StreamText) -> str:
    return "\r\n" if any(line.endswith("\r\n") for line in text.variant.lines[:1]) else "\n"


def separator(newer: StreamText) -> Line:
    """A ``---`` of our own between two documents."""
    text = " " * newer.stream.indent + "---" + _newline(newer)
    return Line(text, Origin("rule", None, SEPARATOR))


def with_comments(text: StreamText, entry: Entry, siblings: Sequence[Entry]) -> int:
    """The first line of ``entry`` with the comments above it that are its own."""
    place = siblings.index(entry)
    floor = siblings[place - 1].end if place else entry.start if entry.inline else 0
    return entry.start if entry.inline else comments_above(text.lines, entry, floor)
