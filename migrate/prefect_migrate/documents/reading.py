"""The code regions of a document of any kind."""

from __future__ import annotations

import importlib

from prefect_codemods.document_kinds import document_kind
from prefect_codemods.migration import Migration
from prefect_migrate.documents.region import Region, whole_region
from prefect_migrate.model import Source


def unread_blocks(source: Source) -> tuple[tuple[int, int], ...]:
    """The spans of lines that hold code, read or not."""
    kind = document_kind(source.path, source.text)
    reader = importlib.import_module(f"prefect_migrate.documents.{kind.reader}")
    found = getattr(reader, "code_lines", None)
    return tuple(found(source.text)) if found is not None else ()


def document_regions(source: Source, migration: Migration) -> tuple[Region, ...]:
    """The code in a document, in the order of the text; none for a document not understood.

    ``migration`` tells what a block that doesn't name its language holds.

    Raises ``Refusal`` for a document that can't be read as what its name says it is.
    """
    kind = document_kind(source.path, source.text)
    if kind.language:
        return (whole_region(kind.language, source.text),)
    if kind.reader:
        reader = importlib.import_module(f"prefect_migrate.documents.{kind.reader}")
        return tuple(reader.read_regions(source.text, migration))
    return ()
