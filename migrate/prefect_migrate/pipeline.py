"""The one way from the bytes of a file to its outcome.

Runs over many files, the merge driver, review, notebooks' cells, the library: all come through here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from prefect_codemods.document_kinds import PYTHON
from prefect_migrate.model import Outcome, Source
from prefect_migrate.refusals import read_source, refusal_of
from prefect_migrate.settings import Settings

if TYPE_CHECKING:
    from prefect_migrate.conflicts.base import BaseFound

Migrate = Callable[[str, Settings, str], Outcome]
"""From a path, the settings and the part that the file plays (``job-template`` or nothing)."""

Decide = Callable[[Source, Settings, "BaseFound | None", str], Outcome]
"""Migrates a file, with what a person decided of its conflicts and fixes."""


def migrate_file(
    path: str,
    settings: Settings,
    role: str = "",
    *,
    data: bytes | None = None,
    bases: Mapping[Path, BaseFound] | None = None,
    decide: Decide | None = None,
) -> Outcome:
    """Read (unless its bytes are ``data``) and migrate one file; nothing is raised, nothing written.

    ``bases`` are those of the conflicted files of a run that looked them up for all its files;
    without it they are looked up for this one. See ``Outcome.refusal`` for what can't be migrated.
    """
    source = Source(path, "")
    try:
        source = Source.decode(read_source(path) if data is None else data, path)
        if bases is None:
            _forget_other_files()
            bases = _find_bases(source, settings)
        base = bases.get(Path(path))
        if decide is not None:
            return decide(source, settings, base, role)
        return migrate_source(source, settings, base, role=role)
    except Exception as error:  # one file never stops the others
        return Outcome.refused(source, refusal_of(error))


def migrate_source(
    source: Source,
    settings: Settings,
    base: BaseFound | None = None,
    *,
    role: str = "",
    alone: bool = False,
) -> Outcome:
    """Migrate one text, and resolve its conflicts.

    ``role`` says what a YAML file is for (``job-template``), where another file tells. ``alone``:
    no other file is asked about it. ``base`` is what is known of the common ancestor of the two
    sides: see ``conflicts.history.find_bases``. Raises nothing: see ``Outcome.refusal``.
    """
    try:
        if "<<<<<<<" not in source.text and ">>>>>>>" not in source.text:
            return _without_conflicts(source, settings, role, alone)
        return _with_conflicts(source, settings, base, alone)
    except Exception as error:  # nor who calls this for it
        return Outcome.refused(source, refusal_of(error))


def _without_conflicts(source: Source, settings: Settings, role: str, alone: bool) -> Outcome:
    """A file that is one variant."""
    prefilter = settings.codemods.migration.prefilter()
    if not role and not prefilter.concerns(source.text, python=source.path.endswith(PYTHON)):
        return Outcome(source, source.text)
    from prefect_migrate.rewriting import rewrite_document

    return rewrite_document(source, _in_tree(source, settings, alone), role)


def _with_conflicts(
    source: Source, settings: Settings, base: BaseFound | None, alone: bool
) -> Outcome:
    """A file with something in it that looks like conflict markers."""
    from prefect_migrate.conflicts import has_markers, parse_conflicts

    if not has_markers(source.text):
        return _without_conflicts(source, settings, "", alone)
    unmerged, reading = (base.unmerged, base.reading) if base is not None else (False, None)
    conflicted = parse_conflicts(
        source, tolerant=settings.tolerant, unmerged=unmerged, valid=reading
    )
    if not conflicted.conflicts:
        found = _without_conflicts(source, settings, "", alone)
        return found.with_diagnostics(*conflicted.notes)
    from prefect_migrate.merging import resolve_conflicts

    return resolve_conflicts(conflicted, _in_tree(source, settings, alone), base)


def _in_tree(source: Source, settings: Settings, alone: bool) -> Settings:
    """The settings with an answer to which other files import a name from the module."""
    if alone or not source.path.endswith(".py"):
        return settings
    from prefect_migrate.importing_files import ImportingFiles

    codemods = replace(settings.codemods, imported_by=ImportingFiles(source.path))
    return replace(settings, codemods=codemods)


def _forget_other_files() -> None:
    """Files that were looked at for an earlier call may have changed since."""
    if known := sys.modules.get("prefect_migrate.importing_files"):
        known.forget_files()


def _find_bases(source: Source, settings: Settings) -> Mapping[Path, BaseFound]:
    if "<<<<<<<" not in source.text:
        return {}
    from prefect_migrate.reconcile.bases_and_direction import gather_bases

    return gather_bases({Path(source.path): source}, settings)
