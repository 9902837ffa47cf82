"""One file, from its path to its outcome; what a worker does."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from prefect_migrate.model import Outcome, Refusal, Source
from prefect_migrate.settings import Settings

if TYPE_CHECKING:
    from prefect_migrate.conflicts.base import BaseFound

Migrate = Callable[[str, Settings, str], Outcome]
"""From a path, the settings and the part that the file plays (``job-template`` or nothing)."""


Decide = Callable[[Source, Settings, "BaseFound | None"], Outcome]
"""Migrates a file that may hold conflicts, with what a person decided of them."""


@dataclass(frozen=True, slots=True)
class WithBases:
    """Migrates files of a run for which the bases of all conflicted ones were looked up."""

    bases: Mapping[Path, BaseFound] = field(default_factory=dict)
    decide: Decide | None = None

    def __call__(self, path: str, settings: Settings, role: str) -> Outcome:
        """Read and migrate one file; nothing is raised: see ``Outcome.refusal``."""
        return _attempt(lambda: _read(path), path, settings, self.bases, role, self.decide)


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
    return _attempt(lambda: _read(path), path, settings, None, role)


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
        if bases is None:
            bases = _bases(source, settings)
        base = bases.get(Path(path))
        if decide is not None and "<<<<<<<" in source.text:
            return decide(source, settings, base)
        from prefect_migrate.pipeline import migrate

        return migrate(source, settings, base, role=role)
    except Refusal as refusal:
        return Outcome.refused(source, refusal)
    except RecursionError:
        return Outcome.refused(source, Refusal("nested too deeply", help="it is left as it is"))
    except MemoryError:
        told = "needs more memory than there is for one file"
        return Outcome.refused(source, Refusal(told, help="it is left as it is"))
    except Exception as error:
        return Outcome.refused(source, _fault(error))


def conflicted(path: str) -> Source | None:
    """The file where it may hold conflict markers; ``None`` for others, and what can't be read."""
    try:
        data = _read(path)
        return Source.decode(data, path) if b"<<<<<<<" in data else None
    except Refusal:
        return None  # whoever migrates the file says what is wrong with it


def _bases(source: Source, settings: Settings) -> Mapping[Path, BaseFound]:
    if "<<<<<<<" not in source.text:
        return {}
    from prefect_migrate.reconcile.bases_and_direction import gather

    return gather({Path(source.path): source}, settings)


def _read(path: str) -> bytes:
    try:
        # A pipe that nobody writes to would be waited for.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with open(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise Refusal("not a regular file")
            return file.read()
    except OSError as error:
        raise Refusal(f"could not be read: {error.strerror or error}") from None


def _fault(error: Exception) -> Refusal:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = ""
    if trace is not None:
        name = os.path.basename(trace.tb_frame.f_code.co_filename)
        place = f" in {name}, line {trace.tb_lineno}"
    told = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return Refusal(
        f"a fault of prefect-migrate: {told.splitlines()[0]}{place}",
        help="the file is left as it is; please report it",
    )
