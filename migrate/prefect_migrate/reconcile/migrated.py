"""Two documents of any kind that are the same once the codemods ran over their code."""

from __future__ import annotations

from prefect_migrate.documents import programs, reading
from prefect_migrate.documents.splice import splice
from prefect_migrate.model import Decision, Grade, Refusal, Source, conflict_id
from prefect_migrate.reconcile.edits import LineEdit
from prefect_migrate.reconcile.result import Parts, Sides
from prefect_migrate.settings import Settings


def same_document(sides: Sides, settings: Settings) -> Parts | None:
    """The side that needs no migration, where both are equal after it; ``None`` elsewhere."""
    path = sides.conflicted.source.path
    newer, older = (migrated(path, v.text, settings) for v in (sides.newer, sides.older))
    if newer is None or older is None or _plain(newer[0]) != _plain(older[0]):
        return None
    if not (newer[1] or older[1]):
        return None
    winner, rules = (sides.newer, older[1]) if older[1] else (sides.older, newer[1])
    assert winner.side != "base"
    whole = (0, len(sides.newer.lines)), (0, len(sides.older.lines))
    made = Decision(
        conflict_id(sides.newer.text, sides.older.text),
        "code",
        "whole file",
        winner.side,
        "equal-after-codemods",
        Grade.EQUIVALENT,
        f"both sides are the same after {', '.join(rules)}; the text of {winner.side} stays",
    )
    edits = () if winner is sides.newer else (LineEdit(*whole[0], sides.lines(sides.older)),)
    return Parts(edits, (sides.decision(made, *whole),))


def migrated(path: str, text: str, settings: Settings) -> tuple[str, tuple[str, ...]] | None:
    """A document after the codemods, and their rules; ``None`` if it can't be read."""
    if not settings.codemods.migration.prefilter().mentions(text):
        return text, ()
    pairs, rules = [], set()
    try:
        regions = reading.regions(Source(path, text))
    except Refusal:
        return None
    for region, found in zip(regions, programs.migrate(regions, settings.codemods), strict=True):
        if isinstance(found, Refusal):
            return None
        pairs.append((region, found.text))
        rules |= {change.rule for change in found.changes}
    return splice(text, pairs), tuple(sorted(rules))


def _plain(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]
