"""Conflict markers, the whole variants behind them, and the proof that they are whole."""

from __future__ import annotations

from prefect_migrate.conflicts.parsing import has_markers, parse_conflicts
from prefect_migrate.conflicts.segments import Common, Conflict, Conflicted, Segment

__all__ = [
    "Common",
    "Conflict",
    "Conflicted",
    "Segment",
    "has_markers",
    "parse_conflicts",
]
