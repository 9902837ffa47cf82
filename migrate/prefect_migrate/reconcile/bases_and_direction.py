"""What the conflicted files of a run tell together: their bases, and which side is newer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from prefect_migrate.conflicts import Conflicted, has_markers, parse
from prefect_migrate.conflicts.base import BaseFound
from prefect_migrate.conflicts.history import find_bases, unmerged_among
from prefect_migrate.model import Direction, Refusal, Source
from prefect_migrate.reconcile.direction import OTHER, infer
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
    found = find_bases(list(parsed), list(parsed.values()))
    told = directions(parsed, settings) if len(parsed) > 1 else {}
    return {path: replace(base, run=told.get(path)) for path, base in found.items()}


def directions(files: Mapping[Path, Conflicted], settings: Settings) -> dict[Path, Direction]:
    """The direction of each group of files that share their labels, for groups of several.

    Such files were merged at one go, so one side is the newer one in all of them: every file
    that tells counts, and if two contradict each other, the direction is not known.
    """
    groups: dict[frozenset[tuple[str, str]], list[Path]] = {}
    for path, conflicted in files.items():
        groups.setdefault(frozenset(c.labels for c in conflicted.conflicts), []).append(path)
    told: dict[Path, Direction] = {}
    for labels, members in groups.items():
        own = {path: infer(files[path], settings).newer for path in members}
        direction = _agree(labels, own) if len(members) > 1 else None
        if direction is not None:
            told.update(dict.fromkeys(members, direction))
    return told


def _agree(labels: frozenset[tuple[str, str]], own: Mapping[Path, str | None]) -> Direction | None:
    votes = {side: [path for path, newer in own.items() if newer == side] for side in OTHER}
    named = ", ".join(f"{ours or '-'}/{theirs or '-'}" for ours, theirs in sorted(labels))
    total = f"{len(own)} files with the labels {named}"
    for side, other in OTHER.items():
        if votes[side] and not votes[other]:
            told = f"{len(votes[side])} of {total} tell that {side} is the newer side, none differs"
            return Direction(side, (told,))
    if not any(votes.values()):
        return None
    counts = " and ".join(
        f"{len(paths)} for {side} (such as {paths[0].name})" for side, paths in votes.items()
    )
    contradiction = f"{total} contradict each other on which side is newer: {counts}"
    return Direction(None, (contradiction, "pass --prefer ours or --prefer theirs"))
