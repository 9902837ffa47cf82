"""The doors to the rooms that merge one kind of content, opened only when needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prefect_migrate.model import Decision
from prefect_migrate.reconcile.edits import LineEdit, Stream
from prefect_migrate.reconcile.result import Sides, Span
from prefect_migrate.settings import Settings


@dataclass(frozen=True, slots=True)
class Unsettled:
    """What one room left open: lines of the newer and of the older variant, and why."""

    newer: Span | None
    older: Span | None
    reason: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """What one room decided."""

    edits: tuple[LineEdit, ...] = ()
    decisions: tuple[Decision, ...] = ()
    unsettled: tuple[Unsettled, ...] = ()


def manifests(
    sides: Sides,
    newer: Sequence[Stream],
    older: Sequence[Stream],
    settings: Settings,
    base: Sequence[Stream] = (),
) -> Settled:
    """Reconcile the manifests of all streams of the two variants, three-way with a base."""
    # Lazy: composing YAML takes ruamel.yaml, which most files don't need.
    from prefect_migrate.reconcile.manifests import reconcile_manifests

    merged = reconcile_manifests(
        sides.newer, newer, sides.older, older, settings, base=sides.base, base_regions=base
    )
    open_spans = tuple(Unsettled(u.newer, u.older, u.reason, u.help) for u in merged.undecided)
    return Settled(tuple(merged.edits), tuple(merged.decisions), open_spans)
