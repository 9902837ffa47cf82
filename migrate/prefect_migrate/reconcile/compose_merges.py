"""One merge after another, as one: what the second did, given for the file that the first began with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from prefect_migrate.model import Decision, Line
from prefect_migrate.reconcile.result import Merge

Lines = tuple[int, int]


def composed_merges(first: Merge, second: Merge) -> Merge:
    """``second``, a merge of what ``first`` gave, with places and origins in the first's file."""
    known = {(d.kind, d.subject) for d in first.decisions}
    fresh = (d for d in second.decisions if (d.kind, d.subject) not in known)
    return replace(
        second,
        lines=tuple(_line_of_first_file(line, first.lines) for line in second.lines),
        decisions=(*first.decisions, *(_decision_in_first_file(d, first.lines) for d in fresh)),
        direction=first.direction,
        diagnostics=(*first.diagnostics, *second.diagnostics),
    )


def _line_of_first_file(line: Line, before: Sequence[Line]) -> Line:
    at = line.origin.line
    if at is None or not 0 <= at < len(before):
        return line
    if line.text == before[at].text:
        return before[at]
    return replace(line, origin=replace(line.origin, line=before[at].origin.line))


def _decision_in_first_file(decision: Decision, before: Sequence[Line]) -> Decision:
    ours, theirs = (_span_in_first_file(span, before) for span in (decision.ours, decision.theirs))
    return replace(decision, ours=ours, theirs=theirs)


def _span_in_first_file(span: Lines | None, before: Sequence[Line]) -> Lines | None:
    """1-based inclusive lines of the file before, of what stands on them now."""
    if span is None:
        return None
    places = [line.origin.line for line in before[span[0] - 1 : span[1]]]
    known = [place + 1 for place in places if place is not None]
    return (min(known), max(known)) if known else None
