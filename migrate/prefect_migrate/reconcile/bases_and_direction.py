"""What the conflicted files of a run tell together: their bases, and which side is newer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from prefect_codemods.knowledge import FoundSign
from prefect_migrate.conflicts import Conflicted, has_markers, parse_conflicts
from prefect_migrate.conflicts.base import BaseFound, parts_stand_in
from prefect_migrate.conflicts.file_in_git import unmerged_among, versions_in_index
from prefect_migrate.conflicts.history import find_bases
from prefect_migrate.model import Direction, Refusal, Source
from prefect_migrate.reconcile.direction import (
    OTHER,
    Name,
    infer_direction,
    newer_side,
    sign_sentences,
    signs_of,
)
from prefect_migrate.settings import Settings

_RENAMED = re.compile(r"(?<=[^\s:]):\S+$")


def gather_bases(files: Mapping[Path, Source], settings: Settings) -> dict[Path, BaseFound]:
    """The base of every file that has conflicts, in one look at each repository."""
    marked = [path for path, source in files.items() if has_markers(source.text)]
    unmerged = unmerged_among(marked)
    parsed: dict[Path, Conflicted] = {}
    for path in marked:
        conflicted = _parse_conflicted(path, files[path], settings, unmerged=path in unmerged)
        if conflicted is not None and conflicted.conflicts:
            parsed[path] = conflicted
    found = find_bases(list(parsed), list(parsed.values()))
    directions = group_directions(parsed, settings) if len(parsed) > 1 else {}
    return {path: replace(base, run=directions.get(path)) for path, base in found.items()}


def _parse_conflicted(
    path: Path, source: Source, settings: Settings, *, unmerged: bool
) -> Conflicted | None:
    """A file cut at its markers, read by git's sides if need be; ``None`` if that can't be.

    The pipeline will refuse the file too, and say why.
    """
    try:
        return parse_conflicts(source, tolerant=settings.tolerant, unmerged=unmerged)
    except Refusal:
        if not unmerged:
            return None
    try:
        versions = versions_in_index([path]).get(path)
        valid = parts_stand_in(*versions) if versions is not None else None
        return parse_conflicts(source, tolerant=settings.tolerant, unmerged=True, valid=valid)
    except Refusal:
        return None


def group_directions(files: Mapping[Path, Conflicted], settings: Settings) -> dict[Path, Direction]:
    """The direction of each group of files that share labels, for groups of several.

    Such files were merged at one go, so one side is the newer one in all of them: every file
    that tells counts, and if two contradict each other, the direction is not known.
    """
    directions: dict[Path, Direction] = {}
    for members in _groups_by_label(files):
        if len(members) < 2:
            continue
        own = {path: infer_direction(files[path], settings) for path in members}
        direction = _direction_of_each(own) or _direction_of_all(
            {path: files[path] for path in members}, settings
        )
        if direction is not None:
            directions.update(dict.fromkeys(members, direction))
    return directions


def _groups_by_label(files: Mapping[Path, Conflicted]) -> list[list[Path]]:
    """The files by their labels; files that have one pair of labels in common are one group."""
    groups: list[tuple[set[tuple[str, ...]], list[Path]]] = []
    for path, conflicted in files.items():
        labels = {tuple(map(_without_path, c.labels)) for c in conflicted.conflicts}
        members = [path]
        for group in [g for g in groups if g[0] & labels]:
            labels |= group[0]
            members = [*group[1], *members]
            groups.remove(group)
        groups.append((labels, members))
    return [members for _, members in groups]


def _without_path(label: str) -> str:
    """A label without the path that git adds where a file was renamed: ``HEAD:docs/a.md``."""
    return _RENAMED.sub("", label)


def _direction_of_each(own: Mapping[Path, Direction]) -> Direction | None:
    """What the files of one group tell, each by itself."""
    by_side = {side: [path for path, found in own.items() if found.newer == side] for side in OTHER}
    for side, other in OTHER.items():
        if by_side[side] and not by_side[other]:
            first = by_side[side][0]
            sentence = f"{first.name} shows that {side} is newer: {'; '.join(own[first].evidence)}"
            more = f"{len(by_side[side])} of {len(own)} files with these labels show it; none disagrees"
            return Direction(side, (sentence, more))
    if not any(by_side.values()):
        return None
    counts = " and ".join(
        f"{len(paths)} for {side} (such as {paths[0].name})" for side, paths in by_side.items()
    )
    contradiction = f"the files with these labels disagree on which side is newer: {counts}"
    return Direction(None, (contradiction, "pass --prefer ours or --prefer theirs"))


def _direction_of_all(files: Mapping[Path, Conflicted], settings: Settings) -> Direction | None:
    """What the files of one group tell only together: one shows one side, one the other."""
    signs = settings.codemods.migration.release_signs()
    found: dict[Name, list[FoundSign]] = {"ours": [], "theirs": []}
    evidence: list[str] = []
    for path, conflicted in files.items():
        for side, gathered in found.items():
            gathered += signs_of(conflicted, side, signs)
        evidence += (f"{path.name}: {sentence}" for sentence in sign_sentences(conflicted, signs))
    newer = newer_side(found, signs)
    return None if newer is None else Direction(newer, tuple(evidence))
