"""The smallest lines of a manifest that can stay in markers, so that each side alone is valid."""

from __future__ import annotations

from dataclasses import dataclass

from prefect_migrate.documents.manifest import Entry, Node
from prefect_migrate.reconcile.manifests.text import StreamText, entry_end, with_comments

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Undecided:
    """Lines of the variants (0-based half-open) that have to stay in markers, and why.

    ``None`` where a side has nothing there and no place for it is known.
    """

    newer: Span | None
    older: Span | None
    reason: str
    help: str = ""
    base: Span | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One entry on one side: the mapping or list that it is missing from, or stands in."""

    text: StreamText
    owner: Node
    entry: Entry | None

    @property
    def movable(self) -> bool:
        """Whether the entry has its lines for itself."""
        if self.entry is None:
            return not self.owner.flow
        before = self.text.lines[self.entry.start][: self.entry.column]
        return not (self.owner.flow or before.strip())

    def span(self, other: Part) -> Span:
        """The entry's lines with its comments, or the empty span where it would stand."""
        if self.entry is not None:
            start = with_comments(self.text, self.entry, self.owner.entries)
            return self.text.span(start, entry_end(self.text, self.entry))
        assert other.entry is not None
        at = behind(self.text, self.owner, other.owner, other.entry)
        return self.text.span(at, at)


def behind(text: StreamText, owner: Node, other: Node, entry: Entry) -> int:
    """The line of ``text`` behind all that precedes ``entry`` in its own mapping, else the front.

    Items of lists come last.
    """
    every = owner.entries
    if not entry.key:
        return entry_end(text, every[-1])
    before = {e.key for e in other.entries[: other.entries.index(entry)]}
    ends = [entry_end(text, e) for e in every if e.key in before]
    if ends:
        return max(ends)
    if every[0].inline:
        return entry_end(text, every[0])
    return with_comments(text, every[0], every)


def left(newer: Part, older: Part, base: Part | None, reason: str) -> Undecided | None:
    """The entry of both sides as it can stay in markers; ``None`` where whole lines don't do.

    At least one side has the entry.
    """
    sides = (newer, older)
    if not all(part.movable and part.owner.entries for part in sides):
        return None
    if len({part.owner.entries[0].column + part.text.stream.indent for part in sides}) > 1:
        return None
    known = base is not None and base.movable and base.entry is not None
    span = base.span(base) if base is not None and known else None
    return Undecided(newer.span(older), older.span(newer), reason, base=span)
