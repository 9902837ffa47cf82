"""One file, from its path to its outcome; what a worker does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from prefect_migrate.model import Outcome, Refusal, Source
from prefect_migrate.refusals import read_source, refusal_of
from prefect_migrate.settings import Settings

if TYPE_CHECKING:
    from prefect_migrate.conflicts.base import BaseFound

Migrate = Callable[[str, Settings, str], Outcome]
"""From a path, the settings and the part that the file plays (``job-template`` or nothing)."""


Decide = Callable[[Source, Settings, "BaseFound | None", str], Outcome]
"""Migrates a file, with what a person decided of its conflicts and fixes."""


@dataclass(frozen=True, slots=True)
class WithBases:
    """Migrates files of a run for which the bases of all conflicted ones were looked up."""

    bases: Mapping[Path, BaseFound] = field(default_factory=dict)
    decide: Decide | None = None

    def __call__(self, path: str, settings: Settings, role: str) -> Outcome:
        """Read and migrate one file; nothing is raised: see ``Outcome.refusal``."""
        return _attempt(lambda: read_source(path), path, settings, self.bases, role, self.decide)


@dataclass(frozen=True, slots=True)
class OfBytes:
    """Migrates the bytes of a file that is at hand."""

    data: bytes
    decide: Decide | None = None

    def __call__(self, path: str, settings: Settings, role: str) -> Outcome:
        """Migrate the bytes as those of ``path``; nothing is raised: see ``Outcome.refusal``."""
        return _attempt(lambda: self.data, path, settings, None, role, self.decide)


def migrate_file(path: str, settings: Settings, role: str = "") -> Outcome:
    """Read and migrate one file; nothing is raised: see ``Outcome.refusal``."""
    return _attempt(lambda: read_source(path), path, settings, None, role)


def _attempt(
    read: Callable[[], bytes],
    path: str,
    settings: Settings,
    bases: Mapping[Path, BaseFound] | None,
    role: str,
    decide: Decide | None = None,
) -> Outcome:
    source = Source(path, "")
    try:
        source = Source.decode(read(), path)
        settings = _knowing_importers(path, settings, again=bases is not None)
        if bases is None:
            bases = _bases(source, settings)
        base = bases.get(Path(path))
        if decide is not None:
            return decide(source, settings, base, role)
        from prefect_migrate.pipeline import migrate

        return migrate(source, settings, base, role=role)
    except Exception as error:
        return Outcome.refused(source, refusal_of(error))


def _knowing_importers(path: str, settings: Settings, *, again: bool) -> Settings:
    """The settings with an answer to which other files import a name from the module at ``path``.

    ``again``: other files of the same run were asked about before, and the tree is the same.
    """
    if not path.endswith(".py"):
        return settings
    from prefect_migrate.importing_files import ImportingFiles, forget_files

    if not again:
        forget_files()
    codemods = replace(settings.codemods, imported_by=ImportingFiles(path))
    return replace(settings, codemods=codemods)


def conflicted(path: str) -> Source | None:
    """The file where it may hold conflict markers; ``None`` for others, and what can't be read."""
    try:
        data = read_source(path)
        return Source.decode(data, path) if b"<<<<<<<" in data else None
    except Refusal:
        return None  # whoever migrates the file says what is wrong with it


def _bases(source: Source, settings: Settings) -> Mapping[Path, BaseFound]:
    if "<<<<<<<" not in source.text:
        return {}
    from prefect_migrate.reconcile.bases_and_direction import gather

    return gather({Path(source.path): source}, settings)
