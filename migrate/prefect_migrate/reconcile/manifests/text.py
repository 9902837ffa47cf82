"""Lines of one YAML stream inside a variant, and how they move to the other side's stream."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from prefect_migrate.documents.manifest import Document, Node, NotYaml, read_documents
from prefect_migrate.documents.yaml_comments import DocumentComments
from prefect_migrate.documents.yaml_templates import control_lines, mask_templates, unmask_templates
from prefect_migrate.model import Line, Origin, Variant, split_lines
from prefect_migrate.reconcile.edits import LineEdit, Stream
from prefect_migrate.reconcile.manifests.aliases import take_literally

REINDENTED = "reindented"
SEPARATOR = "document-separator"
LINE_END = "line-end"
VALUE = "manifest-value"


@dataclass(frozen=True, slots=True)
class ColumnEdit(LineEdit):
    """An edit of one line that is made of edits of its columns: start, end, and what is put there."""

    columns: tuple[tuple[int, int, str], ...] = ()


class CannotMove(Exception):
    """Whole lines can't carry this value over; the message says why."""


@dataclass(slots=True, eq=False)
class StreamText:
    """A stream with its lines as YAML sees them, and the edits asked for.

    ``lines`` are without the stream's own indentation; line numbers of ``edits`` are the stream's.
    ``common`` are the 0-based lines of the conflicted file that both sides share. ``masked`` says
    that the stream holds templates, and ``controls`` which of its lines are nothing else;
    ``literal`` that aliases count for themselves, not for what they stand for.
    """

    variant: Variant
    stream: Stream
    lines: list[str]
    documents: list[Document]
    problem: str = ""
    problem_line: int = 0
    common: frozenset[int] = frozenset()
    edits: list[LineEdit] = field(default_factory=list)
    masked: bool = False
    literal: bool = False
    controls: tuple[str, ...] = ()
    _comments: dict[int, DocumentComments] = field(default_factory=dict)
    _marks: list[int] | None = None
    _seen_lines: list[str] | None = None
    _numbers: dict[int, int] | None = None

    @classmethod
    def read(
        cls, variant: Variant, stream: Stream, common: frozenset[int] = frozenset()
    ) -> StreamText:
        """Read one stream; what can't be parsed has no documents and says why in ``problem``."""
        made = cls(variant, stream, [], [], common=common)
        for number, line in enumerate(variant.lines[stream.start : stream.end]):
            if line.strip() and line[: stream.indent].strip():
                made.problem = "a line is indented less than the block it is in"
                made.problem_line = number
            made.lines.append(_inner(line, stream.indent))
        if not made.problem:
            try:
                made.documents = read_documents("".join(made.lines))
            except NotYaml as error:
                made.problem, made.problem_line = error.message, error.line
                made._read_template()
        return made

    def _read_template(self) -> None:
        """Read the stream with its templates masked, if that makes it readable."""
        hidden = mask_templates(self.lines)
        if hidden is None:
            return
        try:
            self.documents = read_documents("".join(hidden), unmask_templates)
        except NotYaml as error:
            self.problem, self.problem_line = error.message, error.line
            return
        self.problem, self.masked = "", True
        places = control_lines(self.lines, hidden)
        self.controls = tuple(self.lines[i].strip() for i in places)

    def seen(self, lines: Sequence[str]) -> list[str]:
        """Lines that came out of this stream, templates masked."""
        return (mask_templates(lines) or list(lines)) if self.masked else list(lines)

    def parsed(self, text: str) -> list[Document]:
        """The documents of a text that came out of this stream.

        Raises ``NotYaml`` for what isn't YAML any more.
        """
        made = (
            read_documents("".join(self.seen(split_lines(text))), unmask_templates)
            if self.masked
            else read_documents(text)
        )
        return [take_literally(document) for document in made] if self.literal else made

    def take_literally(self) -> None:
        """Let aliases count for themselves from now on."""
        self.literal = True
        for document in self.documents:
            take_literally(document)

    def trimmed(self, document: Document) -> tuple[int, int]:
        """The lines of a document with the comments around it, without blank lines around those."""
        start, end = self.region(document)
        while start < document.start and not self.lines[start].strip():
            start += 1
        while end > document.end and not self.lines[end - 1].strip():
            end -= 1
        return start, end

    def region(self, document: Document) -> tuple[int, int]:
        """The lines of a document from one marker to the next, comments around it included."""
        if self._marks is None:
            found = enumerate(self.lines)
            self._marks = [i for i, line in found if line.startswith(("---", "..."))]
        before = bisect_left(self._marks, document.start)
        behind = bisect_left(self._marks, document.end)
        start = self._marks[before - 1] + 1 if before else 0
        end = self._marks[behind] if behind < len(self._marks) else len(self.lines)
        return min(start, document.start), max(end, document.end)

    def number(self, document: Document) -> int:
        """The 0-based place of a document among those of the stream."""
        if self._numbers is None:
            self._numbers = {id(each): i for i, each in enumerate(self.documents)}
        return self._numbers[id(document)]

    def comments(self, document: Document) -> DocumentComments:
        """The comments of a document, by owner."""
        if id(document) not in self._comments:
            if self._seen_lines is None:
                self._seen_lines = self.seen(self.lines)
            made = DocumentComments(self._seen_lines, document, self.region(document))
            self._comments[id(document)] = made
        return self._comments[id(document)]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Lines of the variant for lines of the stream, both 0-based half-open."""
        return self.stream.start + start, self.stream.start + end

    def file_line(self, line: int) -> int:
        """The 1-based line of the conflicted file for a line of the stream."""
        at = min(self.stream.start + line, len(self.variant.origin) - 1)
        return self.variant.origin[at] + 1

    def text(self, start: int, end: int) -> str:
        """The stream's lines ``[start, end)`` as one text."""
        return "".join(self.lines[start:end])

    def insert(self, at: int, lines: Sequence[Line]) -> None:
        """Ask for ``lines`` before line ``at`` of the stream."""
        self._ask(LineEdit(at, at, tuple(lines)))

    def replace(self, start: int, end: int, lines: Sequence[Line] = ()) -> None:
        """Ask for ``lines`` in the place of the stream's lines ``[start, end)``."""
        self._ask(LineEdit(start, end, tuple(lines)))

    def set_value(self, node: Node, text: str) -> None:
        """Ask for ``text`` in the place of a value that stands within one line."""
        if node.end != node.start + 1 or node.end_column < 0:
            raise CannotMove("its value runs over several lines")
        self.set_columns(node.start, node.column, node.end_column, text)

    def add_inside(self, node: Node, text: str) -> None:
        """Ask for ``text`` before the closing bracket of a flow collection within one line.

        Raises ``CannotMove`` where it runs over several lines.
        """
        if node.end != node.start + 1 or node.end_column < 0:
            raise CannotMove("its brackets run over several lines")
        inside = self.lines[node.start][: node.end_column - 1].rstrip()
        at = len(inside)
        added = any(column == at for column, _, _ in self._columns_of(node.start))
        comma = "" if inside.endswith(("{", "[", ",")) and not added else ","
        blank = " " if comma or inside.endswith(",") else ""
        self.set_columns(node.start, at, at, comma + blank + text)

    def set_columns(self, line: int, start: int, end: int, text: str) -> None:
        """Ask for ``text`` in the place of some columns of a line; others of it may change too.

        Raises ``CannotMove`` where changes overlap.
        """
        held = self._columns_of(line)
        if any(start < last and first < end for first, last, _ in held):
            raise CannotMove("two changes would be on one line")
        self.edits[:] = [
            e for e in self.edits if not (isinstance(e, ColumnEdit) and e.start == line)
        ]
        columns = (*held, (start, end, text))
        made = self.lines[line]
        ordered = sorted(enumerate(columns), key=lambda c: (c[1][:2], c[0]))
        for _, (first, last, put) in reversed(ordered):  # of two in one place the first comes first
            made = made[:first] + put + made[last:]
        whole = Line(" " * self.stream.indent + made, Origin("rule", None, VALUE))
        self._ask(ColumnEdit(line, line + 1, (whole,), columns))

    def _columns_of(self, line: int) -> tuple[tuple[int, int, str], ...]:
        """What is asked for in a line already."""
        found = (e for e in self.edits if isinstance(e, ColumnEdit) and e.start == line)
        return next((edit.columns for edit in found), ())

    def _ask(self, edit: LineEdit) -> None:
        for other in self.edits:
            if edit.start < other.end and other.start < edit.end:
                raise CannotMove("two changes would be on one line")
        self.edits.append(edit)

    def outer_edits(self) -> list[LineEdit]:
        """The edits with the variant's own line numbers."""
        return [LineEdit(*self.span(e.start, e.end), e.lines) for e in self._whole(self.edits)]

    def _whole(self, edits: Sequence[LineEdit]) -> list[LineEdit]:
        """The edits, where lines that follow a last line without its end bring that along."""
        made = sorted(edits, key=lambda e: (e.start, e.end))
        last = len(self.lines)
        added = [e for e in made if e.start == e.end == last]
        cut_off = last and added and not self.lines[-1].endswith("\n")
        if not cut_off or any(e.start < e.end == last for e in made):
            return made
        ended = Line(
            " " * self.stream.indent + self.lines[-1] + _newline(self),
            Origin("rule", None, LINE_END),
        )
        joined = LineEdit(last - 1, last, (ended, *(line for e in added for line in e.lines)))
        return [*(e for e in made if e not in added), joined]

    def edited(self, start: int = 0, end: int | None = None, since: int = 0) -> str:
        """Lines ``[start, end)`` after the edits asked for since the first ``since`` ones."""
        made: list[str] = []
        at = start
        end = len(self.lines) if end is None else end
        for edit in self._whole(self.edits[since:]):
            made.extend(self.lines[at : edit.start])
            made.extend(_inner(line.text, self.stream.indent) for line in edit.lines)
            at = edit.end
        made.extend(self.lines[at:end])
        return "".join(made)


def _inner(line: str, indent: int) -> str:
    return line[indent:] if line[:indent].isspace() or not indent else line.lstrip(" ")


def moved_lines(
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
        made.append(_line_taken_over(older, number, _shifted(inner, delta), newer))
    return made


def edited_lines(older: StreamText, start: int, end: int, newer: StreamText) -> list[Line]:
    """Lines ``[start, end)`` of ``older`` with the edits asked for there, as lines of ``newer``."""
    made: list[Line] = []
    at = start
    for edit in sorted(older.edits, key=lambda e: (e.start, e.end)):
        made += moved_lines(older, at, edit.start, newer, 0)
        made += [_own_line(older, line, newer) for line in edit.lines]
        at = edit.end
    return [*made, *moved_lines(older, at, end, newer, 0)]


def _own_line(older: StreamText, line: Line, newer: StreamText) -> Line:
    """A line that an edit puts into ``older``, as a line of ``newer``."""
    inner = _inner(line.text, older.stream.indent)
    text = " " * newer.stream.indent + inner if inner.strip() else inner
    text = text.removesuffix("\n").removesuffix("\r") + _newline(newer)
    return replace(line, text=text)


def _shifted(line: str, delta: int) -> str:
    if not line.strip():
        return line
    if delta >= 0:
        return " " * delta + line
    if line[:-delta].strip():
        raise CannotMove("its lines are indented in a way that can't be shifted")
    return line[-delta:]


def _line_taken_over(older: StreamText, number: int, inner: str, newer: StreamText) -> Line:
    text = " " * newer.stream.indent + inner if inner.strip() else inner
    text = text.removesuffix("\n").removesuffix("\r") + _newline(newer)
    index = older.stream.start + number
    origin = older.variant.origin[index]
    if text == older.variant.lines[index]:
        return Line(
            text, Origin("common" if origin in older.common else older.variant.side, origin)
        )
    return Line(text, Origin("rule", origin, REINDENTED))


def _newline(text: StreamText) -> str:
    return "\r\n" if any(line.endswith("\r\n") for line in text.variant.lines[:1]) else "\n"


def document_separator(newer: StreamText) -> Line:
    """A ``---`` of our own between two documents."""
    text = " " * newer.stream.indent + "---" + _newline(newer)
    return Line(text, Origin("rule", None, SEPARATOR))
