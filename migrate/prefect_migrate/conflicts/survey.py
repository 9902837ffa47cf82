"""The bases of all conflicted files of a run, in one look at each repository."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from prefect_migrate.conflicts import Conflicted, has_markers, parse
from prefect_migrate.conflicts.base import BaseFound
from prefect_migrate.conflicts.history import find_bases, unmerged_among
from prefect_migrate.model import Refusal, Source
from prefect_migrate.settings import Settings


def gather(files: Mapping[Path, Source], settings: Settings) -> dict[Path, BaseFound]:
    """The base of every file that has conflicts, in one look at each repository."""
    marked = [path for path, source in files.items() if has_markers(source.text)]
    unmerged = unmerged_among(marked)
    parsed: dict[Path, Conflicted] = {}
    for path in marked:
        try:
            conflicted = parse(files[path], settings, unmerged=path in unmerged)
        except Refusal:
            continue  # the pipeline will refuse it too, and say why
        if conflicted.conflicts:
            parsed[path] = conflicted
    return find_bases(list(parsed), list(parsed.values()))


def survey(paths: Iterable[Path], settings: Settings) -> dict[Path, BaseFound]:
    """The base of every file of a run that has conflicts; files that can't be read are left out."""
    marked: dict[Path, Source] = {}
    for path in paths:
        source = _marked(path)
        if source is not None:
            marked[path] = source
    return gather(marked, settings)


def _marked(path: Path) -> Source | None:
    try:
        data = path.read_bytes()
        return Source.decode(data, str(path)) if b"<<<<<<<" in data else None
    except (OSError, Refusal):
        return None  # whoever migrates the file says what is wrong with it
