"""Entries merged one by one, where some can't be: those stay in markers, with what belongs to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from prefect_migrate.model import Decision
from prefect_migrate.reconcile.edits import LineEdit
from prefect_migrate.reconcile.manifests.conflict_span import (
    Holder,
    UndecidedLines,
    entries_left_open,
)
from prefect_migrate.reconcile.manifests.document_pair import DocumentPair, titled_reason
from prefect_migrate.reconcile.manifests.entry_versions import CommentsDiffer, Holders, Undecidable
from prefect_migrate.reconcile.manifests.text import CannotMove
from prefect_migrate.reconcile.manifests.values import Value, node_meaning


@dataclass(slots=True, eq=False)
class Attempt:
    """What was made of some entries of a mapping or list; ``failed`` says why nothing was.

    ``values`` are those of the entries that are in the result; ``along`` are entries that have to
    stay in markers with these, ``whole`` says that they stay with all their lines.
    """

    names: tuple[str, ...]
    values: dict[str, Value]
    edits: list[LineEdit] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    undecided: list[UndecidedLines] = field(default_factory=list)
    failed: str = ""
    whole: bool = False
    comments: bool = False
    along: tuple[str, ...] = ()


def attempt_entries(
    pair: DocumentPair,
    names: tuple[str, ...],
    merge: Callable[[], dict[str, Value]],
    *,
    whole: bool = False,
) -> Attempt:
    """Merge some entries; all of them or, where that can't be, none.

    The edits are asked for at once; decisions count only when the attempt is settled.
    """
    edits, programs = list(pair.newer.edits), pair.programs
    decisions, undecided = len(pair.decisions), len(pair.undecided)
    made = Attempt(names, {}, whole=whole)
    try:
        made.values = merge()
    except (Undecidable, CannotMove) as error:
        pair.newer.edits[:] = edits
        pair.programs = programs
        made.failed, made.comments = str(error), isinstance(error, CommentsDiffer)
        pair.immovable = pair.immovable or isinstance(error, CannotMove)
        if isinstance(error, Undecidable):
            made.along, made.whole = error.along, whole or error.whole
    else:
        made.edits = _added_edits(pair.newer.edits, edits)
        made.decisions = pair.decisions[decisions:]
        made.undecided = pair.undecided[undecided:]
    del pair.decisions[decisions:], pair.undecided[undecided:]
    return made


def _added_edits(edits: Sequence[LineEdit], before: Sequence[LineEdit]) -> list[LineEdit]:
    """The edits that weren't there before."""
    if edits[: len(before)] == before:
        return list(edits[len(before) :])
    known = {id(edit) for edit in before}
    return [edit for edit in edits if id(edit) not in known]


def take_back_edits(pair: DocumentPair, attempt: Attempt) -> None:
    """Undo the edits of an attempt."""
    rejected = {id(edit) for edit in attempt.edits}
    pair.newer.edits[:] = [edit for edit in pair.newer.edits if id(edit) not in rejected]


def settle_attempts(
    pair: DocumentPair, attempts: Sequence[Attempt], holders: Holders
) -> dict[str, Value]:
    """Take what could be done, and leave the rest in markers; the values by name.

    Raises ``Undecidable`` where whole lines don't do for what is left, or where a side would be
    left without any entry.
    """
    failed = [attempt for attempt in attempts if attempt.failed]
    if failed and not any(attempt.values for attempt in attempts if not attempt.failed):
        _check_entries_left(failed, holders)
    left = _left_together(failed, attempts, holders)
    merged: dict[str, Value] = {}
    for attempt in attempts:
        if any(attempt in cluster for cluster in left):
            take_back_edits(pair, attempt)
            for name, entry in zip(holders.new.names, holders.new.node.entries, strict=True):
                if name in attempt.names:
                    merged[name] = node_meaning(entry.node)
        else:
            merged |= attempt.values
            pair.decisions += attempt.decisions
            pair.undecided += attempt.undecided
    for cluster in left:
        _leave_open(pair, cluster, holders)
    return merged


def _check_entries_left(failed: Sequence[Attempt], holders: Holders) -> None:
    """Raise ``Undecidable`` where a side has no entry to leave in markers."""
    names = {name for attempt in failed for name in attempt.names}
    for holder in (holders.new, holders.old):
        if names.isdisjoint(holder.names):
            reasons = "; ".join(dict.fromkeys(attempt.failed for attempt in failed))
            raise Undecidable(reasons, whole=any(attempt.whole for attempt in failed))


def _leave_open(pair: DocumentPair, cluster: Sequence[Attempt], holders: Holders) -> None:
    names = [name for attempt in cluster for name in attempt.names]
    reasons = "; ".join(dict.fromkeys(attempt.failed for attempt in cluster if attempt.failed))
    whole = len(names) > 1 or any(attempt.whole for attempt in cluster)
    base = holders.base if holders.base is not None and holders.base.names else None
    reason = titled_reason(pair.name, reasons)
    found = entries_left_open(holders.new, holders.old, base, names, reason, whole=whole)
    if found is None:
        raise Undecidable(reasons)
    pair.undecided.append(found)


def _left_together(
    failed: Sequence[Attempt], attempts: Sequence[Attempt], holders: Holders
) -> list[list[Attempt]]:
    """What failed, in clusters of what has to stay in markers together.

    What fails for one reason belongs together. The lines between the fields of a group are its
    own: what stands there stays with it.
    """
    reasons = dict.fromkeys(attempt.failed for attempt in failed)
    clusters = [[a for a in failed if a.failed == reason] for reason in reasons]
    growing = bool(failed)
    while growing:
        growing = False
        for cluster in clusters:
            for attempt in attempts:
                if attempt not in cluster and _belongs_to(attempt, cluster, holders):
                    cluster.append(attempt)
                    growing = True
    return _joined_clusters(clusters)


def _belongs_to(attempt: Attempt, cluster: Sequence[Attempt], holders: Holders) -> bool:
    """Whether an attempt has to stay in markers with those of a cluster."""
    names = [name for member in cluster for name in member.names]
    spans = [(holder, holder.enclosing_span(names)) for holder in (holders.new, holders.old)]
    return (
        any(
            span and _spans_meet(holder.enclosing_span(attempt.names), span)
            for holder, span in spans
        )
        or (cluster[0].comments and _added_beside(attempt, spans))
        or _added_at_gap(attempt, holders, names)
        or any(name in member.along for member in cluster for name in attempt.names)
    )


def _joined_clusters(clusters: Sequence[list[Attempt]]) -> list[list[Attempt]]:
    """Clusters, those that share an attempt as one."""
    made: list[list[Attempt]] = []
    for cluster in clusters:
        meeting = [known for known in made if any(attempt in known for attempt in cluster)]
        joined = [attempt for known in meeting for attempt in known]
        joined += [attempt for attempt in cluster if attempt not in joined]
        made = [known for known in made if known not in meeting] + [joined]
    return made


def _added_beside(attempt: Attempt, spans: Sequence[tuple[Holder, tuple[int, int] | None]]) -> bool:
    """Whether the older side added something right beside what stays."""
    (new, _), (old, span) = spans
    own = old.enclosing_span(attempt.names)
    if (
        span is None
        or own is None
        or new.enclosing_span(attempt.names) is not None
        or not attempt.edits
    ):
        return False
    gap = old.text.lines[min(own[1], span[1]) : max(own[0], span[0])]
    return not any(line.strip() for line in gap)


def _added_at_gap(attempt: Attempt, holders: Holders, names: Sequence[str]) -> bool:
    """Whether the older side added something where what stays in markers would stand.

    The newer side has nothing there, so that nothing tells which of the two comes first.
    """
    new, old = holders.new, holders.old
    if (
        new.enclosing_span(names) is not None
        or old.enclosing_span(names) is None
        or not new.node.entries
    ):
        return False
    if new.node.flow or new.enclosing_span(attempt.names) is not None:
        return False
    at, _ = new.gap(old, names)
    return any(edit.start == edit.end == at for edit in attempt.edits)


def _spans_meet(first: tuple[int, int] | None, second: tuple[int, int]) -> bool:
    return first is not None and first[0] < second[1] and second[0] < first[1]
