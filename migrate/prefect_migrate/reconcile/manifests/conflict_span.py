"""The smallest lines of a manifest that can stay in markers, so that each side alone is valid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prefect_migrate.documents.manifest import Entry, Node
from prefect_migrate.documents.yaml_comments import DocumentComments
from prefect_migrate.reconcile.manifests.item_order import insertion_index
from prefect_migrate.reconcile.manifests.text import StreamText

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class UndecidedLines:
    """Lines of the variants (0-based half-open) that have to stay in markers, and why.

    ``None`` where a side has nothing there and no place for it is known. ``whole`` says that the
    lines belong together, so that none of them may be taken out of the markers.
    """

    newer: Span | None
    older: Span | None
    reason: str
    help: str = ""
    base: Span | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Holder:
    """A mapping or list of one side, with what its entries go by."""

    text: StreamText
    comments: DocumentComments
    node: Node
    names: tuple[str, ...]

    def entries(self, names: Sequence[str]) -> list[Entry]:
        """The entries that go by one of ``names``."""
        return [e for e, n in zip(self.node.entries, self.names, strict=True) if n in names]

    def enclosing_span(self, names: Sequence[str]) -> Span | None:
        """The stream's lines of some entries, with their comments and all between them."""
        spans = [self.own(entry) for entry in self.entries(names)]
        return (min(s[0] for s in spans), max(s[1] for s in spans)) if spans else None

    def own(self, entry: Entry) -> Span:
        """The stream's lines of an entry with its comments."""
        own = self.comments.of(entry)
        return own.start, own.end

    def movable(self, names: Sequence[str]) -> bool:
        """Whether entries have their lines for themselves."""
        if self.node.flow or not self.node.entries:
            return False
        heads = (self.text.lines[e.start][: e.column] for e in self.entries(names))
        return not any(head.strip() for head in heads)

    def line_at(self, index: int) -> int:
        """The line at which something stands that comes before the entry ``index``."""
        entries = self.node.entries
        if index == 0 and not entries[0].inline:
            return self.own(entries[0])[0]
        return self.own(entries[max(index, 1) - 1])[1]

    def gap(self, other: Holder, names: Sequence[str]) -> Span:
        """The empty span where entries of the other side would stand here."""
        first = next(name for name in other.names if name in names)
        at = self.line_at(insertion_index(self.names, other.names, first, strict=False))
        return at, at


def entries_left_open(
    newer: Holder,
    older: Holder,
    base: Holder | None,
    names: Sequence[str],
    reason: str,
    *,
    whole: bool = False,
) -> UndecidedLines | None:
    """Some entries of both sides as they can stay in markers; ``None`` where whole lines don't do.

    At least one side has one of them.
    """
    if not newer.movable(names) or not older.movable(names):
        return None
    # The base part of the markers has to fit in as well: a merge of what is left starts from it.
    known = [base] if base is not None and base.node.entries and not base.node.flow else []
    columns = {
        holder.node.entries[0].column + holder.text.stream.indent
        for holder in (newer, older, *known)
    }
    if len(columns) > 1:
        return None
    mine, yours = newer.enclosing_span(names), older.enclosing_span(names)
    if mine is None:
        mine = newer.gap(older, names)
    if yours is None:
        yours = older.gap(newer, names)
    origin = base.enclosing_span(names) if base is not None and base.movable(names) else None
    return UndecidedLines(
        newer.text.span(*mine),
        older.text.span(*yours),
        reason,
        base=base.text.span(*origin) if base is not None and origin is not None else None,
        whole=whole,
    )
