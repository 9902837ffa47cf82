"""Edits of the newer side's lines: entries, values and comments that come over from the older."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prefect_migrate.documents.manifest import Entry, Node
from prefect_migrate.documents.yaml_comments import DocumentComments, block_entries
from prefect_migrate.model import Line, Origin
from prefect_migrate.reconcile.manifests.conflict_span import Holder
from prefect_migrate.reconcile.manifests.text import VALUE, CannotMove, StreamText, moved


@dataclass(frozen=True, slots=True)
class FieldEdits:
    """What may be done to the newer stream; each method raises ``CannotMove`` where it can't."""

    newer: StreamText
    older: StreamText
    mine: DocumentComments
    yours: DocumentComments

    def insert(self, new: Holder, old: Holder, entry: Entry, index: int) -> None:
        """Put an entry of the older side before the entry ``index`` of the newer holder."""
        if new.node.flow:
            self._insert_inside(new.node, entry)
            return
        if old.node.flow or not new.node.entries:
            raise CannotMove("it would have to come out of braces or brackets")
        delta = new.node.entries[0].column - entry.column
        own, inline = self.yours.of(entry), entry.inline
        start, cut = (entry.start, entry.column) if inline else (own.start, 0)
        lines = moved(self.older, start, own.end, self.newer, delta, cut)
        first = old.node.entries[0] is entry
        if index == 0 and not new.node.entries[0].inline:
            blanks = self._blanks_below(own.end) if first else self._blanks_above(start)
            lines += moved(self.older, *blanks, self.newer, 0)
        elif not first and not inline:
            lines = [*moved(self.older, *self._blanks_above(start), self.newer, 0), *lines]
        self.newer.insert(new.line_at(index), lines)

    def _blanks_above(self, line: int) -> tuple[int, int]:
        """The blank lines of the older side right above a line."""
        start = line
        while start and not self.older.lines[start - 1].strip():
            start -= 1
        return start, line

    def _blanks_below(self, line: int) -> tuple[int, int]:
        """The blank lines of the older side from a line on."""
        end = line
        while end < len(self.older.lines) and not self.older.lines[end].strip():
            end += 1
        return line, end

    def _insert_inside(self, new: Node, entry: Entry) -> None:
        """Put an entry that stands within one line into braces or brackets."""
        node = entry.node
        if node.end_column < 0 or node.end != entry.start + 1 or node.style in ("|", ">"):
            raise CannotMove("it would have to go into braces or brackets, and has several lines")
        if self.yours.all(entry):
            raise CannotMove("it has a comment, and would have to go into braces or brackets")
        column = entry.column if entry.key else node.column
        text = self.older.lines[entry.start][column : node.end_column]
        self.newer.add_inside(new, text)

    def delete(self, holder: Holder, entry: Entry) -> None:
        """Take an entry out of the newer side, and the blank lines that parted it from others."""
        if entry.inline or holder.node.flow or len(holder.node.entries) == 1:
            raise CannotMove("it can't be deleted by whole lines")
        start, end = holder.own(entry)
        lines = self.newer.lines
        last = holder.node.entries[-1] is entry
        above = start > 0 and not lines[start - 1].strip()
        below = end < len(lines) and not lines[end].strip()
        if above and (below or last) and holder.node.entries[0] is not entry:
            while start and not lines[start - 1].strip():
                start -= 1
        elif below and not above and holder.node.entries[0] is entry:
            while end < len(lines) and not lines[end].strip():
                end += 1
        self.newer.replace(start, end)

    def set_members(self, node: Node, texts: Sequence[str]) -> None:
        """Let brackets within one line hold these items, spaced as they are now."""
        if node.end != node.start + 1 or node.end_column < 0:
            raise CannotMove("its brackets run over several lines")
        source = self.newer.lines[node.start][node.column : node.end_column]
        inner = source[1:-1]
        blank = " " if inner.startswith(" ") and inner.strip() else ""
        comma = ", " if ", " in inner or "," not in inner else ","
        self.newer.set_value(node, source[0] + blank + comma.join(texts) + blank + source[-1])

    def take_body(self, entry: Entry, other: Entry, *, inline: bool) -> None:
        """Put the older side's value, with the comments in it, in the place of the newer one's.

        ``inline`` says that one of them shares its lines with others.
        """
        if inline or entry.inline or other.inline:
            self._take_value(entry.node, other.node)
            self._take_mark(entry, other)
            return
        own, others = self.mine.of(entry), self.yours.of(other)
        delta = entry.column - other.column
        lines = moved(self.older, other.start, others.body_end, self.newer, delta)
        self.newer.replace(entry.start, own.body_end, lines)

    def _take_value(self, new: Node, old: Node) -> None:
        for node in (new, old):
            if node.end != node.start + 1 or node.end_column < 0:
                raise CannotMove("it shares its line with others")
        self.newer.set_value(new, self.older.lines[old.start][old.column : old.end_column])

    def _take_mark(self, entry: Entry, other: Entry) -> None:
        if self.mine.mark(entry) != self.yours.mark(other):
            raise CannotMove("its comment shares its line with others")

    def take_head(self, entry: Entry, other: Entry) -> None:
        """Put the comments above the older side's entry above the newer one's."""
        own, others = self.mine.of(entry), self.yours.of(other)
        if entry.inline or other.inline:
            raise CannotMove("its comments have no lines of their own")
        delta = entry.column - other.column
        lines = moved(self.older, *others.head, self.newer, delta)
        self.newer.replace(*own.head, lines)

    def take_foot(self, entry: Entry, other: Entry) -> None:
        """Put the comments below the older side's entry below the newer one's."""
        own, others = self.mine.of(entry), self.yours.of(other)
        delta = entry.column - other.column
        start = others.foot[0]
        blank = not self.older.lines[start - 1].strip() if start else False
        lines = moved(self.older, start - blank, others.foot[1], self.newer, delta)
        self.newer.replace(*own.foot, lines)

    def take_lead(self) -> None:
        """Put the comments at the top of the older side's document at the top of the newer's."""
        lines = moved(self.older, *self.yours.lead, self.newer, 0)
        self.newer.replace(*self.mine.lead, lines)

    def set_mark(self, entry: Entry, comment: str) -> None:
        """Let ``comment`` stand in the line of the newer side's key or value; ``""``: none."""
        own = self.mine.of(entry).mark
        if own is not None:
            number, column = own
        elif block_entries(entry.node) or entry.node.style in ("|", ">"):
            number = entry.start
            column = len(self.newer.lines[number].rstrip())
        else:
            number = entry.node.end - 1
            column = len(self.newer.lines[number].rstrip())
        line = self.newer.lines[number]
        ended = line[len(line.rstrip("\r\n")) :]
        made = line[:column].rstrip()
        if comment:
            gap = line[len(made) : column] if own is not None else "  "
            made += gap + comment
        text = " " * self.newer.stream.indent + made + ended
        self.newer.replace(number, number + 1, (Line(text, Origin("rule", None, VALUE)),))
