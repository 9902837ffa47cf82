"""A conflicted file through the pipeline: reconciled, then migrated where nothing remains."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from prefect_codemods.document_kinds import document_kind
from prefect_codemods.findings import Change, Placed, relocate_finding
from prefect_codemods.python.parse_cache import shared_parses
from prefect_migrate.conflicts import Conflicted
from prefect_migrate.conflicts.base import BaseFound, of_parts
from prefect_migrate.conflicts.lines import matching_lines
from prefect_migrate.model import Base, Line, Origin, Outcome, Remaining, Source, split_lines
from prefect_migrate.reconcile import Merge, merge_variants
from prefect_migrate.reconcile.merge import PROOFS
from prefect_migrate.reconcile.variant_merge import EDITED
from prefect_migrate.rewriting import rewrite_document
from prefect_migrate.settings import Settings


def resolve_conflicts(
    conflicted: Conflicted, settings: Settings, base: BaseFound | None
) -> Outcome:
    """Merge a conflicted file and run the codemods on the result.

    The codemods wait while conflicts remain: the sides of these have to be seen as they are.
    Raises ``Refusal`` where the merge would not be safe.
    """
    with shared_parses():
        return _resolve_conflicts(conflicted, settings, base)


def _resolve_conflicts(
    conflicted: Conflicted, settings: Settings, base: BaseFound | None
) -> Outcome:
    source = conflicted.source
    kind = document_kind(source.path, conflicted.variant("ours").text).name
    made = merge_variants(conflicted, settings, kind, base)
    ancestor = _ancestor_shown(conflicted, base, made)
    outcome = Outcome(
        source,
        made.text,
        decisions=made.decisions,
        remaining=_seen_before(made, conflicted),
        direction=made.direction if ancestor is None else None,
        lines=made.lines,
        base=ancestor,
    ).with_diagnostics(*conflicted.notes, *made.diagnostics)
    if made.remaining:
        return outcome
    return with_codemods(outcome, settings)


def with_codemods(outcome: Outcome, settings: Settings) -> Outcome:
    """A merged file without conflicts, migrated, its manifests looked at.

    Raises ``Refusal`` for what the codemods refuse.
    """
    if settings.codemods.migration.prefilter().mentions(outcome.text):
        outcome = _run_codemods(outcome, settings)
    return _validate_manifests(outcome, settings) if "apiVersion:" in outcome.text else outcome


def _ancestor_shown(conflicted: Conflicted, found: BaseFound | None, made: Merge) -> Base | None:
    """What is said of the common ancestor; ``None`` where none is known."""
    if found is None or found.text is None:
        found = of_parts(conflicted)
    if found is None or found.text is None:
        return None
    of_markers = {*PROOFS.values(), EDITED}
    evidence = (sentence for sentence in made.direction.evidence if sentence in of_markers)
    return Base(found.found, (*found.evidence, *evidence), found.text)


def _seen_before(made: Merge, conflicted: Conflicted) -> tuple[Remaining, ...]:
    """The conflicts that stay, each with its line in the file before the run."""
    starts = [conflict.start for conflict in conflicted.conflicts]
    found: list[Remaining] = []
    for left in made.remaining:
        places = (line.origin.line for line in islice(made.lines, left.line - 1, None))
        at = next((place for place in places if place is not None), 0)
        held = bisect_right(starts, at) - 1
        if held >= 0 and at <= conflicted.conflicts[held].end:
            at = starts[held]
        found.append(replace(left, before=at + 1))
    return tuple(found)


def _validate_manifests(outcome: Outcome, settings: Settings) -> Outcome:
    """Fields of the merged manifests that Kubernetes doesn't know; places as for the codemods."""
    from prefect_migrate.reconcile.manifests.schema import unknown_fields

    source = outcome.source
    found = unknown_fields(Source(source.path, outcome.text, source.bom), settings)
    places = _conflicted_lines(outcome.lines)
    return outcome.with_diagnostics(*(_place_in_conflicted(d, places) for d in found))


def _run_codemods(outcome: Outcome, settings: Settings) -> Outcome:
    """The codemods over the merged text; places are those of the conflicted file."""
    source = outcome.source
    found = rewrite_document(Source(source.path, outcome.text, source.bom), settings)
    places = _conflicted_lines(outcome.lines)
    return replace(
        outcome,
        text=found.text,
        lines=_lines_after_codemods(outcome.lines, found.text, found.changes),
        changes=tuple(_place_in_conflicted(change, places) for change in found.changes),
        related=found.related,
    ).with_diagnostics(*(_place_in_conflicted(d, places) for d in found.diagnostics))


def _place_in_conflicted(found: Placed, places: Sequence[int]) -> Placed:
    return relocate_finding(found, lambda line: places[min(line, len(places)) - 1] if places else 1)


def _conflicted_lines(lines: Sequence[Line]) -> list[int]:
    """For each output line the 1-based line of the conflicted file it comes from, or comes after."""
    places: list[int] = []
    last = 1
    for line in lines:
        if line.origin.line is not None:
            last = line.origin.line + 1
        places.append(last)
    return places


def _lines_after_codemods(
    lines: Sequence[Line], text: str, changes: Sequence[Change]
) -> tuple[Line, ...]:
    """Lines for the migrated text: unchanged ones keep their origin, others name their rule."""
    after = split_lines(text)
    result: list[Line] = []
    at = done = 0
    stretches = matching_lines([line.text for line in lines], after)
    for start, other, size in [*stretches, (len(lines), len(after), 0)]:
        if other > done:
            near = min(changes, key=lambda c: abs(c.line - (at + 1)), default=None)
            rule = near.rule if near else "codemods"
            result += [Line(line, Origin("rule", rule=rule)) for line in after[done:other]]
        result += lines[start : start + size]
        at, done = start + size, other + size
    return tuple(result)
