"""Edits of the newer side's lines: entries, values and comments that come over from the older."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from prefect_migrate.documents.manifest import Entry, Node
from prefect_migrate.documents.yaml_comments import DocumentComments, block_entries
from prefect_migrate.model import Line, Origin
from prefect_migrate.reconcile.manifests.conflict_span import Holder
from prefect_migrate.reconcile.manifests.text import VALUE, CannotMove, StreamText, moved_lines

_SPLIT = re.compile(r"[,\[\]{}]|: | #|:$")


class Flows(NamedTuple):
    """Whether an entry stands in braces or brackets, on the newer side and on the older one."""

    new: bool
    old: bool


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
            text = f"{self._key(entry)}: " if entry.key else ""
            self.newer.add_inside(new.node, text + self.in_one_line(entry))
            return
        # A block without entries shows no indentation, and one in brackets was handled above.
        if not new.node.entries:
            raise CannotMove("its indentation is unclear: nothing is there to follow")
        at = new.line_at(index)
        if old.node.flow:
            column = new.node.entries[0].column
            head = f"{self._key(entry)}: " if entry.key else "- "
            self.newer.insert(at, [self._line(" " * column + head + self.in_one_line(entry))])
            return
        delta = new.node.entries[0].column - entry.column
        own, inline = self.yours.of(entry), entry.inline
        start, cut = (entry.start, entry.column) if inline else (own.start, 0)
        lines = moved_lines(self.older, start, own.end, self.newer, delta, cut)
        first, last = (old.node.entries[i] is entry for i in (0, -1))
        if index == 0 and not new.node.entries[0].inline:
            blanks = self._blanks_below(own.end) if first else self._blanks_above(start)
            lines += moved_lines(self.older, *blanks, self.newer, 0)
        elif not first and not inline:
            lines = [*moved_lines(self.older, *self._blanks_above(start), self.newer, 0), *lines]
            if not last and at < len(self.newer.lines) and self.newer.lines[at].strip():
                lines += moved_lines(self.older, *self._blanks_below(own.end), self.newer, 0)
        self.newer.insert(at, lines)

    def _line(self, text: str) -> Line:
        """A line of our own."""
        ends = self.newer.lines[0][len(self.newer.lines[0].rstrip("\r\n")) :] or "\n"
        return Line(" " * self.newer.stream.indent + text + ends, Origin("rule", None, VALUE))

    def _key(self, entry: Entry) -> str:
        """The key of an entry of the older side as it is written there."""
        return self.older.lines[entry.start][entry.column : entry.key_end]

    def take_key(self, entry: Entry, other: Entry) -> None:
        """Give an entry of the newer side the key of one of the older."""
        self.newer.set_columns(entry.start, entry.column, entry.key_end, self._key(other))

    def in_one_line(self, entry: Entry) -> str:
        """The value of an entry of the older side, as it can stand between brackets.

        Raises ``CannotMove`` where it has comments, or texts of several lines.
        """
        if self.yours.inside(entry):
            raise CannotMove("it has a comment, and would have to be in one line")
        return self._flow(entry.node)

    def _flow(self, node: Node) -> str:
        if node.anchor or (node.kind == "scalar" and node.style in ("|", ">")):
            raise CannotMove("it would have to go into braces or brackets, and can't")
        if node.end == node.start + 1 and node.end_column >= 0 and (node.flow or not node.entries):
            text = self.older.lines[node.start][node.column : node.end_column]
            if not node.flow and not node.style and _SPLIT.search(text):
                raise CannotMove(
                    "it would have to go into braces or brackets, which would split it"
                )
            return text
        if node.kind == "scalar":
            if node.text and node.style != "*":
                raise CannotMove(
                    "it would have to go into braces or brackets, and has several lines"
                )
            return node.text or "null"
        parts = [
            (f"{self._key(entry)}: " if entry.key else "") + self._flow(entry.node)
            for entry in node.entries
        ]
        return ("{" + ", ".join(parts) + "}") if node.kind == "map" else f"[{', '.join(parts)}]"

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

    def delete(self, holder: Holder, entry: Entry) -> None:
        """Take an entry out of the newer side, and the blank lines that parted it from others."""
        if holder.node.flow:
            self._delete_inside(holder.node, entry)
            return
        if entry.inline or len(holder.node.entries) == 1:
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

    def _delete_inside(self, node: Node, entry: Entry) -> None:
        """Take an entry out of brackets within one line."""
        place = node.entries.index(entry)
        ends = [other.node.end_column for other in node.entries]
        if node.end != node.start + 1 or node.end_column < 0 or min(ends) < 0:
            raise CannotMove("its brackets run over several lines")
        starts = [e.column if e.key else e.node.column for e in node.entries]
        start, end = starts[place], ends[place]
        if place:
            start = ends[place - 1]
        elif len(node.entries) > 1:
            end = starts[1]
        self.newer.set_columns(node.start, start, end, "")

    def set_members(self, node: Node, texts: Sequence[str]) -> None:
        """Let brackets within one line hold these items, spaced as they are now."""
        if node.end != node.start + 1 or node.end_column < 0:
            raise CannotMove("its brackets run over several lines")
        source = self.newer.lines[node.start][node.column : node.end_column]
        inner = source[1:-1]
        blank = " " if inner.startswith(" ") and inner.strip() else ""
        comma = ", " if ", " in inner or "," not in inner else ","
        self.newer.set_value(node, source[0] + blank + comma.join(texts) + blank + source[-1])

    def take_body(self, entry: Entry, other: Entry, *, flows: Flows) -> None:
        """Put the older side's value, with the comments in it, in the place of the newer one's."""
        own, others = self.mine.of(entry), self.yours.of(other)
        if entry.inline and not flows.new and not flows.old and block_entries(other.node):
            self.newer.replace(entry.start, own.body_end, self._behind_dash(entry, other))
        elif flows.new or (entry.inline and not (entry.node.flow or entry.node.kind == "scalar")):
            self.newer.set_value(entry.node, self.in_one_line(other))
        elif entry.inline:
            self.newer.set_value(entry.node, self._one_line_value(other))
            self._take_mark(entry, other)
        elif flows.old:
            head = self.newer.lines[entry.start][: entry.key_end] + (":" if entry.key else "")
            line = self._line(f"{head} {self.in_one_line(other)}")
            self.newer.replace(entry.start, own.body_end, [line])
        else:
            cut = other.column if other.inline else 0
            delta = entry.column - other.column
            lines = moved_lines(self.older, other.start, others.body_end, self.newer, delta, cut)
            self.newer.replace(entry.start, own.body_end, lines)

    def _behind_dash(self, entry: Entry, other: Entry) -> list[Line]:
        """The older side's entry in lines of its own, the first behind the newer side's dash."""
        delta, end = entry.column - other.column, self.yours.of(other).body_end
        lines = moved_lines(self.older, other.start, end, self.newer, delta, other.column)
        start = self.newer.stream.indent
        dash = self.newer.lines[entry.start][: entry.column]
        text = lines[0].text
        first = Line(
            text[:start] + dash + text[start + entry.column :], Origin("rule", None, VALUE)
        )
        return [first, *lines[1:]]

    def _one_line_value(self, other: Entry) -> str:
        node = other.node
        if node.end == node.start + 1 and node.end_column >= 0:
            return self.older.lines[node.start][node.column : node.end_column]
        return self.in_one_line(other)

    def _take_mark(self, entry: Entry, other: Entry) -> None:
        if self.mine.mark(entry) != self.yours.mark(other):
            self.set_mark(entry, self.yours.mark(other))

    def take_head(self, entry: Entry, other: Entry) -> None:
        """Put the comments above the older side's entry above the newer one's."""
        own, others = self.mine.of(entry), self.yours.of(other)
        if entry.inline or other.inline:
            raise CannotMove("its comments have no lines of their own")
        delta = entry.column - other.column
        lines = moved_lines(self.older, *others.head, self.newer, delta)
        self.newer.replace(*own.head, lines)

    def take_foot(self, entry: Entry, other: Entry) -> None:
        """Put the comments below the older side's entry below the newer one's."""
        own, others = self.mine.of(entry), self.yours.of(other)
        delta = entry.column - other.column
        start = others.foot[0]
        blank = not self.older.lines[start - 1].strip() if start else False
        lines = moved_lines(self.older, start - blank, others.foot[1], self.newer, delta)
        self.newer.replace(*own.foot, lines)

    def take_lead(self) -> None:
        """Put the comments at the top of the older side's document at the top of the newer's."""
        lines = moved_lines(self.older, *self.yours.lead, self.newer, 0)
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
        line = self.newer.lines[number].rstrip()
        kept = line[:column].rstrip()
        gap = line[len(kept) : column] if own is not None else "  "
        self.newer.set_columns(number, len(kept), len(line), gap + comment if comment else "")
