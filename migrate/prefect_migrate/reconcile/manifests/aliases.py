"""Aliases taken for what they are in the text, where all sides use them in the same places.

An alias stands for all that its anchor holds, so that one edit at the anchor changes every place
that names it. Where the sides agree on who names what, that is what both of them mean, and an alias
is as good as a value; else what it stands for counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from prefect_migrate.documents.manifest import Document, Node

Path = tuple[str, ...]


@dataclass(slots=True)
class _Names:
    """Where the documents of a side have values, anchors and aliases."""

    places: set[Path] = field(default_factory=set)
    anchors: dict[str, Path] = field(default_factory=dict)
    aliases: dict[Path, str] = field(default_factory=dict)
    repeated: bool = False


def anchors_agree(sides: Sequence[Sequence[Document]]) -> bool:
    """Whether all sides that have a place name the same anchor there, or none."""
    found = [_places_and_anchors(documents) for documents in sides]
    if any(names.repeated for names in found):
        return False
    return all(_same_aliases(one, other) for one in found for other in found if one is not other)


def _same_aliases(one: _Names, other: _Names) -> bool:
    for path, name in one.aliases.items():
        if path in other.places and other.aliases.get(path) != name:
            return False
    return all(other.anchors.get(name, path) == path for name, path in one.anchors.items())


def _places_and_anchors(documents: Sequence[Document]) -> _Names:
    made = _Names()
    for number, document in enumerate(documents):
        for path, node in _walk(document.root, (str(number),)):
            made.places.add(path)
            if node.alias:
                made.aliases[path] = node.alias
            elif node.anchor:
                made.repeated |= node.anchor in made.anchors
                made.anchors[node.anchor] = path
    return made


def _walk(node: Node, path: Path) -> Iterator[tuple[Path, Node]]:
    yield path, node
    if not node.alias:
        for number, entry in enumerate(node.entries):
            yield from _walk(entry.node, (*path, entry.key or str(number)))


def take_literally(document: Document) -> Document:
    """The document with every alias as a value of its own, and ``<<`` as a key like others."""
    _literal(document.root)
    document.merges = False
    return document


def _literal(node: Node) -> None:
    for entry in node.entries:
        inner = entry.node
        if inner.alias:
            entry.node = Node(
                "scalar", inner.start, inner.end, inner.column, f"*{inner.alias}", "*"
            )
        else:
            _literal(inner)
