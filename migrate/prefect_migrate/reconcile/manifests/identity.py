"""What makes a manifest the same one on both sides, and where each one stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from prefect_migrate.documents.manifest import Document, Node, NotYaml, scalar_at
from prefect_migrate.documents.yaml_comments import DocumentComments
from prefect_migrate.model import split_lines
from prefect_migrate.reconcile.manifests.text import CannotMove, StreamText
from prefect_migrate.reconcile.manifests.values import Value, node_meaning

Identity = tuple[str, str, str, str]
"""API group without version, kind, namespace, name."""


@dataclass(slots=True)
class FoundManifest:
    """One document with the stream it stands in."""

    text: StreamText
    document: Document
    order: int

    @property
    def span(self) -> tuple[int, int]:
        """Its lines in the variant."""
        return self.text.span(*self.text.trimmed(self.document))

    @property
    def value_and_comments(self) -> tuple[Value, tuple[str, ...]]:
        """What it says: values and comments."""
        root = self.document.root
        return node_meaning(root), self.text.comments(self.document).whole(root)


@dataclass(frozen=True, slots=True)
class DocumentVersions:
    """A document as the newer side, the older side and the base have it."""

    new: FoundManifest | None
    old: FoundManifest | None
    base: FoundManifest | None

    @property
    def sides(self) -> tuple[FoundManifest, FoundManifest]:
        """The document of both sides, where both have it."""
        assert self.new is not None and self.old is not None
        return self.new, self.old

    @property
    def known(self) -> list[FoundManifest]:
        """The versions that there are."""
        return [found for found in (self.new, self.old, self.base) if found is not None]


MOVED_GROUPS = {
    ("extensions", "Deployment"): "apps",
    ("extensions", "DaemonSet"): "apps",
    ("extensions", "ReplicaSet"): "apps",
    ("extensions", "Ingress"): "networking.k8s.io",
    ("extensions", "NetworkPolicy"): "networking.k8s.io",
    ("extensions", "PodSecurityPolicy"): "policy",
}
"""(old API group, kind) -> the group that took the kind over (Kubernetes 1.16 and 1.22)."""


def manifest_identity(document: Document) -> Identity | None:
    """What makes a manifest the same one; ``None`` for YAML that is no manifest."""
    root = document.root
    kind, version = scalar_at(root, "kind"), scalar_at(root, "apiVersion")
    if not kind or not version:
        return None
    group = version.rpartition("/")[0]
    group = MOVED_GROUPS.get((group, kind), group)
    name = scalar_at(root, "metadata", "name") or scalar_at(root, "metadata", "generateName")
    return group, kind, scalar_at(root, "metadata", "namespace") or "default", name


Leaf = tuple[tuple[str, ...], str]
"""A value with the keys that lead to it."""


def manifest_leaves(found: FoundManifest) -> frozenset[Leaf]:
    """The values in a manifest."""
    return frozenset(_leaf_values(node_meaning(found.document.root)))


def likely_same(one: frozenset[Leaf], other: frozenset[Leaf]) -> bool:
    """Whether two manifests are likely to be the same one under two names: half of it is equal."""
    return len(one & other) * 2 >= max(len(one), len(other))


def _leaf_values(value: Value, path: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """The values in a value, each with the keys that lead to it; the place in a list is none."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _leaf_values(below, (*path, str(key)))
    elif isinstance(value, tuple) and value and not isinstance(value[0], str):
        for below in value:
            yield from _leaf_values(below, (*path, "[]"))
    else:
        yield path, repr(value)


def manifest_title(document: Document) -> str:
    """``Deployment/dask-worker``, or ``document`` for YAML that is no manifest."""
    found = manifest_identity(document)
    if found is None:
        return "document"
    _, kind, namespace, name = found
    where = "" if namespace == "default" else f"{namespace}/"
    return f"{kind}/{where}{name}" if name else kind


@dataclass(frozen=True, slots=True)
class Reread:
    """A merged document as it reads: its root, and its comments."""

    root: Node
    comments: tuple[str, ...]


def reads_back(new: FoundManifest, value: Value, since: int) -> Reread:
    """Read the edited document again.

    Raises ``CannotMove`` where it isn't what was decided.
    """
    text, edits = new.text, new.text.edits[since:]
    root = new.document.root
    if not edits and node_meaning(root) == value:
        return Reread(root, text.comments(new.document).whole(root))
    start, end = text.region(new.document)
    start = min([start, *(edit.start for edit in edits)])
    end = max([end, *(edit.end for edit in edits)])
    made = text.edited(start, end, since)
    try:
        found = text.parsed(made)
    except NotYaml as error:
        raise CannotMove(f"would not be YAML any more ({error.message})") from None
    if [node_meaning(document.root) for document in found] != [value]:
        raise CannotMove("would not read back as decided")
    lines = text.seen(split_lines(made))
    root = found[0].root
    return Reread(root, DocumentComments(lines, found[0], (0, len(lines))).whole(root))


def all_found(texts: Sequence[StreamText]) -> list[FoundManifest]:
    """All documents of some streams, in order."""
    made: list[FoundManifest] = []
    for text in texts:
        made.extend(
            FoundManifest(text, document, len(made) + i)
            for i, document in enumerate(text.documents)
        )
    return made


def by_identity(texts: Sequence[StreamText]) -> dict[Identity | None, list[FoundManifest]]:
    """All documents of some streams by their identity."""
    grouped: dict[Identity | None, list[FoundManifest]] = {}
    for found in all_found(texts):
        grouped.setdefault(manifest_identity(found.document), []).append(found)
    return grouped


def same_values(got: Sequence[object], wanted: Sequence[object]) -> bool:
    """Whether two collections of values are equal whatever their order."""
    left = list(wanted)
    for value in got:
        if value not in left:
            return False
        left.remove(value)
    return not left
