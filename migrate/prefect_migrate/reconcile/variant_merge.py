"""Two variants of a file in, one file out: as git has them, else as the markers hold them."""

from __future__ import annotations

from dataclasses import replace

from prefect_migrate.conflicts import Conflicted
from prefect_migrate.conflicts.base import BaseFound
from prefect_migrate.reconcile.merge import merge_markers
from prefect_migrate.reconcile.result import Merge
from prefect_migrate.reconcile.whole_merge import merge_whole
from prefect_migrate.settings import Settings

EDITED = (
    "the file was edited since git merged it: the text outside the markers is taken as resolved"
)


def merge_variants(
    conflicted: Conflicted, settings: Settings, kind: str, base: BaseFound | None = None
) -> Merge:
    """Resolve what can be resolved of a conflicted file; ``kind`` is its kind of document.

    Where git has the sides, they are merged as git has them; the markers tell of sides only where
    nothing else does, or where somebody has resolved conflicts already.
    Where the result would break a promise, all conflicts stay as they are.
    """
    if base is None or base.text is None or base.sides is None:
        return merge_markers(conflicted, settings, kind, base)
    made = merge_whole(conflicted, settings, kind, base)
    if base.sides.untouched or made is None or made.text == conflicted.source.text:
        return made or merge_markers(conflicted, settings, kind, base)
    left = merge_markers(conflicted, settings, kind, base)
    direction = replace(left.direction, evidence=(*left.direction.evidence, EDITED))
    return replace(left, direction=direction)
