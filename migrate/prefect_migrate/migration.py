"""The one pipeline for one file."""

from __future__ import annotations

from prefect_migrate.conflicts import has_markers
from prefect_migrate.conflicts.base import BaseFound
from prefect_migrate.model import Outcome, Refusal, Source
from prefect_migrate.settings import Settings


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
        if has_markers(source.text):
            return _conflicted(source, settings, base)
        return _plain(source, settings, role)
    except Refusal as refusal:
        return Outcome.refused(source, refusal)


def _plain(source: Source, settings: Settings, role: str = "") -> Outcome:
    """A file that is one variant."""
    from prefect_codemods.triggers import mentions

    if not role and not mentions(source.text):
        return Outcome(source, source.text)
    from prefect_migrate.rewriting import rewrite

    return rewrite(source, settings, role)


def _conflicted(source: Source, settings: Settings, base: BaseFound | None) -> Outcome:
    """A file with lines that look like conflict markers."""
    from prefect_migrate.conflicts import parse

    conflicted = parse(source, settings, unmerged=base is not None and base.unmerged)
    if not conflicted.conflicts:
        return _plain(source, settings).with_diagnostics(*conflicted.notes)
    from prefect_migrate.merging import resolve

    return resolve(conflicted, settings, base)
