"""The one pipeline for one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prefect_migrate.model import Outcome, Source
from prefect_migrate.refusals import refusal_of
from prefect_migrate.settings import Settings

if TYPE_CHECKING:
    from prefect_migrate.conflicts.base import BaseFound


def migrate(
    source: Source, settings: Settings, base: BaseFound | None = None, *, role: str = ""
) -> Outcome:
    """Migrate one file, and resolve its conflicts.

    ``role`` says what a YAML file is for (``job-template``), where another file tells.

    ``base`` is what is known of the common ancestor of the two sides: see
    ``conflicts.history.find_bases``.
    Raises nothing for a file that can't be read or merged: see ``Outcome.refusal``.
    """
    try:
        if "<<<<<<<" in source.text or ">>>>>>>" in source.text:
            return _conflicted(source, settings, base)
        return _plain(source, settings, role)
    except Exception as error:  # one file never stops the others, nor who calls this for it
        return Outcome.refused(source, refusal_of(error))


def _plain(source: Source, settings: Settings, role: str = "") -> Outcome:
    """A file that is one variant."""
    if not role and not settings.codemods.migration.prefilter().mentions(source.text):
        return Outcome(source, source.text)
    from prefect_migrate.rewriting import rewrite

    return rewrite(source, settings, role)


def _conflicted(source: Source, settings: Settings, base: BaseFound | None) -> Outcome:
    """A file with something in it that looks like conflict markers."""
    from prefect_migrate.conflicts import has_markers, parse

    if not has_markers(source.text):
        return _plain(source, settings)
    conflicted = parse(source, settings, unmerged=base is not None and base.unmerged)
    if not conflicted.conflicts:
        return _plain(source, settings).with_diagnostics(*conflicted.notes)
    from prefect_migrate.merging import resolve

    return resolve(conflicted, settings, base)
