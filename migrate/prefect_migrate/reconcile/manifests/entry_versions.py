"""A field or an item as each version of a document has it, and why versions can't be merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prefect_migrate.documents.manifest import Entry
from prefect_migrate.reconcile.manifests.conflict_span import Holder
from prefect_migrate.reconcile.manifests.field_edits import Flows
from prefect_migrate.reconcile.manifests.values import node_meaning


class Undecidable(Exception):
    """The two sides say different things and nothing says which one counts.

    ``along`` are the entries beside it that have to stay in markers with it; ``whole`` says that
    its lines belong together, so that none of them may stand outside of the markers.
    """

    def __init__(self, message: str, along: Sequence[str] = (), *, whole: bool = False) -> None:
        super().__init__(message)
        self.along = tuple(along)
        self.whole = whole


class CommentsDiffer(Undecidable):
    """Both sides changed a comment; whose it is can be seen from what is around it only."""


@dataclass(frozen=True, slots=True)
class EntryVersions:
    """A field or item as the newer side, the older side and the base have it."""

    new: Entry | None
    old: Entry | None
    base: Entry | None

    @property
    def sides(self) -> tuple[Entry, Entry]:
        """The entry of both sides, where both have one."""
        assert self.new is not None and self.old is not None
        return self.new, self.old


@dataclass(frozen=True, slots=True)
class Holders:
    """The mappings or lists that fields or items stand in, on each side."""

    new: Holder
    old: Holder
    base: Holder | None

    @property
    def flows(self) -> Flows:
        """Whether they are written in braces or brackets."""
        return Flows(self.new.node.flow, self.old.node.flow)


def equal_values(entry: Entry, other: Entry) -> bool:
    """Whether two entries mean the same, comments aside."""
    return node_meaning(entry.node) == node_meaning(other.node)
