"""One file, from its path to its outcome; what a worker does."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from prefect_migrate.model import Outcome, Refusal, Source
from prefect_migrate.settings import Settings

if TYPE_CHECKING:
    from prefect_migrate.conflicts.base import BaseFound


def migrate_file(path: str, settings: Settings, role: str = "") -> Outcome:
    """Read and migrate one file; ``role`` says what a YAML file is for (``job-template``).

    Whatever goes wrong is the outcome's refusal: nothing is raised for a file that can't be read,
    nor for a fault of the tool's own.
    """
    try:
        data = _read(path)
    except Refusal as refusal:
        return Outcome.refused(Source(path, ""), refusal)
    except OSError as error:
        reason = f"could not be read: {error.strerror or error}"
        return Outcome.refused(Source(path, ""), Refusal(reason))
    return migrate_bytes(data, path, settings, role)


def migrate_bytes(data: bytes, path: str, settings: Settings, role: str = "") -> Outcome:
    """The same for the bytes of a file that is at hand."""
    from prefect_migrate.migration import migrate

    source = Source(path, "")
    try:
        source = Source.decode(data, path)
        return migrate(source, settings, _base(source, settings), role=role)
    except Refusal as refusal:
        return Outcome.refused(source, refusal)
    except (Exception, RecursionError, MemoryError) as error:
        return Outcome.refused(source, _fault(error))


def _read(path: str) -> bytes:
    # A pipe that nobody writes to would be waited for.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Refusal("not a regular file")
        return file.read()


def _base(source: Source, settings: Settings) -> BaseFound | None:
    """What the repository knows of the common ancestor, for a file with conflicts."""
    if "<<<<<<<" not in source.text:
        return None
    from prefect_migrate.conflicts import parse
    from prefect_migrate.conflicts.history import find_bases, unmerged_among

    path = Path(source.path)
    unmerged = path in unmerged_among([path])
    conflicted = parse(source, settings, unmerged=unmerged)
    return find_bases([path], [conflicted])[path] if conflicted.conflicts else None


def _fault(error: BaseException) -> Refusal:
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
