"""Three-way by line, where the base came from outside and the markers don't hold it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from prefect_migrate.conflicts.lines import Chunk, chunks
from prefect_migrate.model import Decision, Grade, conflict_id
from prefect_migrate.reconcile.after_codemods import AfterCodemods, Verdict
from prefect_migrate.reconcile.edits import LineEdit
from prefect_migrate.reconcile.result import Parts, Sides, Span, Undecided, text_of


def merge_lines(
    sides: Sides, reason: str, help: str, after: AfterCodemods | None = None
) -> Parts | None:
    """Take what one side alone changed since the base; ``None`` where that can't be determined.

    What both changed stays, cut to the conflicts as they stand in the file: git has taken the
    lines that both sides share out of them already.
    """
    if sides.base is None or sides.conflicted.variants["base"] is not None:
        return None
    found = _chunks(sides)
    if found is None:
        return None
    parts: list[tuple[LineEdit | None, Decision | None]] = [
        _decided(sides, chunk) for chunk in found if chunk.kind in ("ours", "theirs")
    ]
    stays: list[_Piece] = []
    for chunk in found:
        if chunk.kind != "conflict":
            continue
        verdict = after.judge(chunk.newer, chunk.older, chunk.base) if after else None
        if verdict is None:
            stays.append(chunk)
        else:
            parts.append(decided(sides, verdict, chunk.newer, chunk.older))
    conflicts = [(place.newer, place.older) for place in sides.places]
    undecided = [
        Undecided(newer, older, None, reason, help, exact=True)
        for chunk in stays
        for newer, older in _inside(conflicts, chunk)
    ]
    return Parts(
        tuple(edit for edit, _ in parts if edit is not None),
        tuple(decision for _, decision in parts if decision is not None),
        tuple(undecided),
    )


@dataclass(frozen=True, slots=True)
class _Piece:
    """A chunk by age; ``newer_changed`` says who changed it."""

    kind: str
    newer: Span
    older: Span
    base: Span
    newer_changed: bool


def _chunks(sides: Sides) -> list[_Piece] | None:
    assert sides.base is not None
    by_side = {sides.newer.side: sides.newer.lines, sides.older.side: sides.older.lines}
    found = chunks(sides.base.lines, by_side["ours"], by_side["theirs"])
    return None if found is None else [_piece(sides, chunk) for chunk in found]


def _piece(sides: Sides, chunk: Chunk) -> _Piece:
    spans = {"ours": chunk.ours, "theirs": chunk.theirs}
    newer, older = spans[sides.newer.side], spans[sides.older.side]
    return _Piece(chunk.kind, newer, older, chunk.base, chunk.kind == sides.newer.side)


def decided(sides: Sides, verdict: Verdict, newer: Span, older: Span) -> tuple[LineEdit, Decision]:
    """A verdict about two spans as an edit of the newer side, and the decision."""
    assert verdict.winner.side != "base"
    texts = text_of(sides.newer, newer), text_of(sides.older, older)
    made = Decision(
        conflict_id(*texts),
        "code",
        next((line.strip()[:60] for line in "".join(texts).splitlines() if line.strip()), "lines"),
        verdict.winner.side,
        verdict.rule,
        verdict.grade,
        verdict.reason,
    )
    return LineEdit(*newer, verdict.lines), sides.decision(made, newer, older)


def _decided(sides: Sides, piece: _Piece) -> tuple[LineEdit | None, Decision | None]:
    newer, older = text_of(sides.newer, piece.newer), text_of(sides.older, piece.older)
    if newer == older:
        return None, None
    winner = sides.newer if piece.newer_changed else sides.older
    assert winner.side != "base"
    edit = None
    if not piece.newer_changed:
        taken = sides.lines(sides.older)[slice(*piece.older)]
        edit = LineEdit(*piece.newer, taken)
    text = (newer if piece.newer_changed else older) or newer or older
    made = Decision(
        conflict_id(newer, older),
        "text",
        next((line.strip()[:60] for line in text.splitlines() if line.strip()), "lines"),
        winner.side,
        "three-way",
        Grade.PROVEN if sides.base_grade is Grade.NEEDS_REVIEW else sides.base_grade,
        f"only {winner.side} changed this since the base",
    )
    return edit, sides.decision(made, piece.newer, piece.older)


def _inside(conflicts: list[tuple[Span, Span]], piece: _Piece) -> Iterator[tuple[Span, Span]]:
    """The parts of the file's conflicts that lie in a stretch which both sides changed."""
    first = bisect_left(conflicts, piece.newer[0], key=lambda spans: spans[0][1])
    for newer, older in conflicts[first:]:
        if newer[0] > piece.newer[1]:
            return
        part = _cut(newer, piece.newer), _cut(older, piece.older)
        if any(start < end for start, end in part):
            yield part


def _cut(span: Sequence[int], limits: Sequence[int]) -> Span:
    """What of ``span`` lies within ``limits``; empty, and at its nearer end, where nothing does."""
    start = min(max(span[0], limits[0]), limits[1])
    return start, min(max(span[1], start), max(limits[1], start))
