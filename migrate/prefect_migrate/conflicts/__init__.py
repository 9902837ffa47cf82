"""Conflict markers, the whole variants behind them, and the proof that they are whole."""

from __future__ import annotations

from prefect_migrate.conflicts.parsing import has_markers, parse_conflicts
from prefect_migrate.conflicts.segments import Common, Conflict, Conflicted, Segment

__all__ = [
    "Common",
    "Conflict",
    "Conflicted",
    "Segment",
    "from_stages",
    "git_makes_same",
    "has_markers",
    "parse_conflicts",
]


def git_makes_same(conflicted: Conflicted) -> bool | None:
    """See ``proof.git_makes_same``; loads what runs git only when asked."""
    from prefect_migrate.conflicts import proof

    return proof.git_makes_same(conflicted)


def from_stages(
    base: str | None,
    ours: str,
    theirs: str,
    path: str,
    *,
    labels: tuple[str, str, str] = ("ours", "base", "theirs"),
    size: int = 7,
    style: str = "diff3",
) -> Conflicted:
    """See ``stages.from_stages``; loads what runs git only when asked."""
    from prefect_migrate.conflicts import stages

    return stages.from_stages(base, ours, theirs, path, labels=labels, size=size, style=style)
