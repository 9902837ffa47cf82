"""A YAML file: its documents merged, in the order of the newer side."""

from __future__ import annotations

from prefect_migrate.model import Grade
from prefect_migrate.reconcile.edits import Stream
from prefect_migrate.reconcile.manifests.pairing import reconcile_manifests
from prefect_migrate.reconcile.manifests.text import StreamText
from prefect_migrate.reconcile.page import equivalence
from prefect_migrate.reconcile.result import Parts, Sides, Undecided
from prefect_migrate.reconcile.text import merge_text
from prefect_migrate.settings import Settings


def unreadable(sides: Sides) -> str:
    """Why a file can't be merged as YAML, ``""`` where it can; templates are read around."""
    for variant in (sides.newer, sides.older):
        text = StreamText.read(variant, Stream(0, len(variant.lines)))
        if text.problem:
            line = text.file_line(text.problem_line)
            return (
                f"{variant.side} can't be read as YAML ({text.problem}, line {line}), so the "
                "conflict is not merged by meaning"
            )
    return ""


def merge_file(sides: Sides, settings: Settings) -> Parts:
    """Merge the documents of a YAML file; by line, where a document can't be kept in its place."""
    done = reconcile_manifests(
        sides.newer,
        (Stream(0, len(sides.newer.lines)),),
        sides.older,
        (Stream(0, len(sides.older.lines)),),
        settings,
        base=sides.base,
        base_regions=(Stream(0, len(sides.base.lines)),) if sides.base else (),
    )
    policies = [d for d in done.decisions if d.grade in (Grade.POLICY, Grade.NEEDS_REVIEW)]
    two_way = sides.base is None
    if not sides.directed and (policies or (two_way and done.edits)):
        return merge_text(sides, "which side is the newer one is not known")
    if any(u.newer is None or u.older is None for u in done.undecided):
        return merge_text(sides, "; ".join(u.reason for u in done.undecided))
    undecided = tuple(
        Undecided(u.newer, u.older, u.base, u.reason, u.help or equivalence.HELP, whole=u.whole)
        for u in done.undecided
        if u.newer is not None and u.older is not None
    )
    return Parts(tuple(done.edits), tuple(done.decisions), undecided)
