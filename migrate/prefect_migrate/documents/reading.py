"""The code regions of a document of any kind."""

from __future__ import annotations

import importlib

from prefect_migrate.documents.kinds import document_kind
from prefect_migrate.documents.region import Region, whole
from prefect_migrate.model import Source


def regions(source: Source) -> tuple[Region, ...]:
    """The code in a document, in the order of the text; none for a document not understood.

    Raises ``Refusal`` for a document that can't be read as what its name says it is.
    """
    kind = document_kind(source.path, source.text)
    if kind.language:
        return (whole(kind.language, source.text),)
    if kind.reader:
        reader = importlib.import_module(f"prefect_migrate.documents.{kind.reader}")
        return tuple(reader.regions(source.text))
    return ()
