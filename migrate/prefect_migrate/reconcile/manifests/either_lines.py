"""Two documents merged into the newer side's lines or, where those can't take it, the older side's."""

from __future__ import annotations

from prefect_migrate.model import Grade
from prefect_migrate.reconcile.manifests.document_merge import MergedDocument, merge_documents
from prefect_migrate.reconcile.manifests.entry_versions import Undecidable
from prefect_migrate.reconcile.manifests.identity import DocumentVersions
from prefect_migrate.reconcile.manifests.text import CannotMove, edited_lines
from prefect_migrate.settings import Settings


def merge_into_either(
    versions: DocumentVersions,
    name: str,
    settings: Settings,
    *,
    base_grade: Grade | None,
    directed: bool,
) -> MergedDocument:
    """Merge two documents; the edits are asked of the newer side's text.

    A list that the older side put in another order, while the newer one changed an item, can be
    written into the older side's lines only. With a base it doesn't matter whose lines they are.
    Raises ``Undecidable`` or ``CannotMove``, after which the edits made so far are void.
    """
    new, _ = versions.sides
    before = len(new.text.edits)
    try:
        made = merge_documents(versions, name, settings, base_grade=base_grade, directed=directed)
    except (Undecidable, CannotMove):
        other = _merge_into_older(versions, name, settings, before, base_grade, directed=directed)
        if other is None:
            raise
        return other
    if made.immovable:
        other = _merge_into_older(versions, name, settings, before, base_grade, directed=directed)
        return other or made
    return made


def _merge_into_older(
    versions: DocumentVersions,
    name: str,
    settings: Settings,
    before: int,
    base_grade: Grade | None,
    *,
    directed: bool,
) -> MergedDocument | None:
    """Merge into the older side's lines, which then stand for those of the newer side.

    ``None`` where that leaves anything open. ``before`` is the number of edits of the newer side
    that belong to other documents.
    """
    (new, old), base = versions.sides, versions.base
    if base is None or new.document.inline or old.document.inline:
        return None
    start, end = old.text.trimmed(old.document)
    swapped = DocumentVersions(old, new, base)
    try:
        made = merge_documents(swapped, name, settings, base_grade=base_grade, directed=directed)
        if made.undecided or any(e.start < start or e.end > end for e in old.text.edits):
            return None
        lines = edited_lines(old.text, start, end, new.text)
    except (Undecidable, CannotMove):
        return None
    finally:
        old.text.edits.clear()
    del new.text.edits[before:]
    new.text.replace(*new.text.trimmed(new.document), lines)
    return made
