"""Whole documents put into the newer side's streams, and taken out of them."""

from __future__ import annotations

from collections.abc import Sequence

from prefect_migrate.documents.manifest import Document
from prefect_migrate.reconcile.manifests.identity import FoundManifest
from prefect_migrate.reconcile.manifests.text import (
    CannotMove,
    StreamText,
    document_separator,
    moved_lines,
)


def insert_document(
    old: FoundManifest,
    paired: Sequence[tuple[FoundManifest, FoundManifest]],
    otherwise: Sequence[FoundManifest],
    *,
    newer_first: bool,
) -> StreamText | None:
    """Put a document behind the one that precedes it on its own side; the stream it is in now.

    ``None`` where it has no clear position. ``otherwise`` are documents to put it behind where
    none is paired; ``newer_first`` says that it stands behind what the newer side added there.
    """
    before = [(new, its) for new, its in paired if its.order < old.order]
    behind = [new for new, _ in paired] or otherwise
    if not behind or old.document.inline:
        return None
    anchor = max(before, key=lambda pair: pair[0].order)[0] if before else behind[0]
    text = anchor.text
    last = _last_added(anchor, paired) if newer_first else anchor.document
    lines = moved_lines(old.text, *old.text.trimmed(old.document), text, 0)
    text.insert(text.trimmed(last)[1], [document_separator(text), *lines])
    return text


def _last_added(
    anchor: FoundManifest, paired: Sequence[tuple[FoundManifest, FoundManifest]]
) -> Document:
    """The last document that the newer side added right behind another one."""
    held = [id(new.document) for new, _ in paired]
    following = anchor.text.documents
    at = following.index(anchor.document)
    while at + 1 < len(following) and id(following[at + 1]) not in held:
        at += 1
    return following[at]


def delete_document(new: FoundManifest) -> bool:
    """Take a document out of its stream, with the marker that divides it off.

    ``False`` where that can't be done by whole lines.
    """
    text, documents = new.text, new.text.documents
    place = documents.index(new.document)
    start, end = text.trimmed(new.document)
    if len(documents) == 1 or new.document.inline:
        return False
    if place:
        start = text.trimmed(documents[place - 1])[1]
    else:
        end = text.trimmed(documents[1])[0]
    if sum(line.startswith("---") for line in text.lines[start:end]) != 1:
        return False
    try:
        text.replace(start, end)
    except CannotMove:
        return False
    return True
