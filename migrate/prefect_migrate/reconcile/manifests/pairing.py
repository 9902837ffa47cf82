"""Which documents of two variants and their base are versions of one, wherever they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from prefect_migrate.reconcile.manifests.identity import (
    DocumentVersions,
    FoundManifest,
    Identity,
    all_found,
    by_identity,
    likely_same,
    manifest_identity,
    manifest_leaves,
    manifest_title,
)
from prefect_migrate.reconcile.manifests.text import StreamText

_Named = dict["Identity | None", list[FoundManifest]]


@dataclass(frozen=True, slots=True)
class Unpaired:
    """Documents of both sides of which it can't be told which is which, and why."""

    new: Sequence[FoundManifest]
    old: Sequence[FoundManifest]
    reason: str


@dataclass(slots=True)
class DocumentPairs:
    """All documents: ``both`` are those that both sides have and that can be merged.

    ``paired`` are all that stand for one another (newer, older), merged or not; ``equal`` those of
    one identity that the sides have several times, and alike.
    """

    paired: list[tuple[FoundManifest, FoundManifest]] = field(default_factory=list)
    both: list[DocumentVersions] = field(default_factory=list)
    older_only: list[DocumentVersions] = field(default_factory=list)
    newer_only: list[DocumentVersions] = field(default_factory=list)
    unpaired: list[Unpaired] = field(default_factory=list)
    equal: list[FoundManifest] = field(default_factory=list)


def pair_documents(
    newer: Sequence[StreamText], older: Sequence[StreamText], base: Sequence[StreamText]
) -> DocumentPairs:
    """Pair the documents of some streams; ``base`` is empty where the base isn't known."""
    only = _only_documents(newer, older, base)
    if only is not None:
        return DocumentPairs([only.sides], [only])
    mine, yours, known = by_identity(newer), by_identity(older), by_identity(base)
    pairs = DocumentPairs()
    if base:
        # First: what both sides renamed would else be one deleted and one added on each side.
        pairs.both += _take_renamed(mine, yours, known, pairs)
    for name, found in yours.items():
        there = mine.get(name, [])
        if len(found) == len(there) == 1:
            pairs.paired.append((there[0], found[0]))
        elif not there:
            pairs.older_only += [
                DocumentVersions(None, old, _first_named(known, name)) for old in found
            ]
        # Several of one name, as a file for several clusters holds them, can't be told apart.
        elif [f.value_and_comments for f in found] == [f.value_and_comments for f in there]:
            pairs.equal += there
        else:
            title = manifest_title(found[0].document)
            pairs.unpaired.append(Unpaired(there, found, f"{title} appears more than once"))
    renamed = [found.sides for found in pairs.both]
    _find_bases(mine, yours, known, pairs)
    pairs.paired += renamed
    for name, found in mine.items():
        if name not in yours:
            pairs.newer_only += [
                DocumentVersions(new, None, _first_named(known, name)) for new in found
            ]
    return pairs


def _first_named(known: _Named, name: Identity | None) -> FoundManifest | None:
    return next(iter(known.get(name, [])), None)


def _find_bases(mine: _Named, yours: _Named, known: _Named, pairs: DocumentPairs) -> None:
    """Find the base of documents that both sides have under one name."""
    unpaired_bases = [
        document
        for name, documents in known.items()
        if name not in mine and name not in yours
        for document in documents
    ]
    newly_named = [new for new, _ in pairs.paired if manifest_identity(new.document) not in known]
    for new, old in pairs.paired:
        bases = known.get(manifest_identity(new.document), [])
        if not bases and len(unpaired_bases) == len(newly_named) == 1:
            bases = unpaired_bases  # both sides gave it the same new name or kind
        if len(bases) > 1 or (not bases and unpaired_bases):
            title = manifest_title(new.document)
            reason = f"{title} can't be told apart from others of the base"
            pairs.unpaired.append(Unpaired([new], [old], reason))
        else:
            pairs.both.append(DocumentVersions(new, old, bases[0] if bases else None))


def _only_documents(
    newer: Sequence[StreamText], older: Sequence[StreamText], base: Sequence[StreamText]
) -> DocumentVersions | None:
    """The only document of both sides: it is the same one, unless its kind tells otherwise."""
    mine, yours, bases = (all_found(texts) for texts in (newer, older, base))
    if len(mine) != 1 or len(yours) != 1 or len(bases) > 1:
        return None
    new, old = manifest_identity(mine[0].document), manifest_identity(yours[0].document)
    if new and old and new != old and not (bases and new[1] == old[1]):
        return None
    return DocumentVersions(mine[0], yours[0], bases[0] if bases else None)


def _take_renamed(
    mine: _Named, yours: _Named, known: _Named, pairs: DocumentPairs
) -> list[DocumentVersions]:
    """The documents of the base that both sides changed so that they are named otherwise.

    They are taken out of the three groups; so are those of which it can't be told what became
    of them.
    """
    new_ones, old_ones = _only_named(mine, yours, known), _only_named(yours, mine, known)
    bases = _only_named(known, mine, yours)
    leaves = {id(one): manifest_leaves(one) for one in (*bases, *new_ones, *old_ones) if bases}
    found: list[DocumentVersions] = []
    for base in bases:
        newer_ones, older_ones = (
            [one for one in ones if likely_same(leaves[id(one)], leaves[id(base)])]
            for ones in (new_ones, old_ones)
        )
        if not newer_ones and not older_ones:
            continue
        for group, some in ((mine, newer_ones), (yours, older_ones), (known, [base])):
            for one in some:
                group.pop(manifest_identity(one.document), None)
        if len(newer_ones) == len(older_ones) == 1:
            found.append(DocumentVersions(newer_ones[0], older_ones[0], base))
        else:
            what = manifest_title(base.document)
            reason = f"{what} of the base: what became of it is unclear"
            pairs.unpaired.append(Unpaired(newer_ones, older_ones, reason))
        new_ones = [one for one in new_ones if one not in newer_ones]
        old_ones = [one for one in old_ones if one not in older_ones]
    return found


def _only_named(own: _Named, other: _Named, base: _Named) -> list[FoundManifest]:
    """The documents that one version alone has under their names."""
    names = own.keys() - other.keys() - base.keys() - {None}
    return [found[0] for name, found in own.items() if name in names and len(found) == 1]
