"""Files without structure that the tool knows: three-way by line, else conflict by conflict."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from prefect_migrate.conflicts import Conflict
from prefect_migrate.conflicts.lines import three_way_chunks
from prefect_migrate.model import Decision, Line, Variant
from prefect_migrate.reconcile.after_codemods import AfterCodemods, MigratedVerdict
from prefect_migrate.reconcile.decision_rules import DecisionRule, Took, make_decision, three_way
from prefect_migrate.reconcile.edits import LineEdit
from prefect_migrate.reconcile.line_ends import own_line_ends
from prefect_migrate.reconcile.result import (
    ConflictPlace,
    Parts,
    Sides,
    Span,
    Undecided,
    text_of,
)
from prefect_migrate.reconcile.statement_lines import LineMerger, LineStretch

HELP = "keep one of the two sides, or pass --prefer ours|theirs"
Lines = tuple[str, ...]
Decided = tuple[LineEdit | None, Decision]


def merge_text(
    sides: Sides,
    reason: str,
    *,
    blanks: bool = True,
    after: AfterCodemods | None = None,
    lines: LineMerger | None = None,
) -> Parts:
    """Resolve what is equal or proven; leave every other conflict as it stands.

    ``reason`` is given for each conflict that stays. ``blanks`` says that blanks at the end of a
    line don't count. ``after`` are the sides after the codemods, ``lines`` merges what both sides
    changed where lines say something of their own.
    """
    by_line = _merge_lines(sides, reason, after, lines)
    if by_line is not None:
        return by_line
    found: list[Decided | LineStretch] = []
    for place in sides.places:
        made = _of_conflict(sides, place, blanks=blanks)
        if made is None and after is not None:
            verdict = after.judge(place.newer, place.older, place.base)
            if verdict is not None:
                made = _decide_by_codemods(sides, verdict, place.newer, place.older)
        found.append(made or LineStretch(place.newer, place.older, place.base))
    found = _merge_stretches(sides, lines, found)
    undecided = [
        Undecided(*stretch, reason, HELP, exact=True)
        for stretch in found
        if isinstance(stretch, LineStretch)
    ]
    return _joined_parts(found, undecided)


def _joined_parts(found: Sequence[Decided | LineStretch], undecided: Sequence[Undecided]) -> Parts:
    made = [one for one in found if not isinstance(one, LineStretch)]
    edits = tuple(edit for edit, _ in made if edit is not None)
    return Parts(edits, tuple(decision for _, decision in made), tuple(undecided))


# -- three-way by line, where the base came from outside and the markers don't hold it


def _merge_lines(
    sides: Sides, reason: str, after: AfterCodemods | None, lines: LineMerger | None
) -> Parts | None:
    """Take what one side alone changed since the base; ``None`` where that can't be determined.

    What both changed stays, cut to the conflicts as they stand in the file: git has taken the
    lines that both sides share out of them already.
    """
    # With a base in the markers, git has merged what one side alone changed already.
    if sides.base is None or sides.conflicted.variants["base"] is not None:
        return None
    by_side = {sides.newer.side: sides.newer.lines, sides.older.side: sides.older.lines}
    chunks = three_way_chunks(sides.base.lines, by_side["ours"], by_side["theirs"])
    if chunks is None:
        return None
    parts: list[Decided | LineStretch] = []
    for chunk in chunks:
        spans = {"ours": chunk.ours, "theirs": chunk.theirs}
        newer, older = spans[sides.newer.side], spans[sides.older.side]
        if chunk.kind in ("ours", "theirs"):
            took: Took = "newer" if chunk.kind == sides.newer.side else "older"
            if text_of(sides.newer, newer) != text_of(sides.older, older):
                parts.append(_changed_by(sides, took, newer, older))
        elif chunk.kind == "conflict":
            verdict = after.judge(newer, older, chunk.base) if after else None
            if verdict is not None:
                parts.append(_decide_by_codemods(sides, verdict, newer, older))
            else:
                parts.append(LineStretch(newer, older, chunk.base))
    parts = _merge_stretches(sides, lines, parts)
    undecided: list[Undecided] = []
    for one in parts:
        if isinstance(one, LineStretch):
            undecided += _conflict_parts(sides.places, one.newer, one.older, reason)
    return _joined_parts(parts, undecided)


def _changed_by(sides: Sides, took: Took, newer: Span, older: Span) -> Decided:
    """What one side alone changed."""
    winner, span = (sides.newer, newer) if took == "newer" else (sides.older, older)
    edit = LineEdit(*newer, sides.lines(sides.older)[slice(*older)]) if took == "older" else None
    text = text_of(winner, span) or text_of(sides.newer, newer) or text_of(sides.older, older)
    reason = f"only {winner.side} changed this since the base"
    rule = DecisionRule.THREE_WAY
    made = make_decision(
        sides, rule, took, "text", _title_of_text(text), reason, newer=newer, older=older
    )
    return edit, made


def _decide_by_codemods(
    sides: Sides, verdict: MigratedVerdict, newer: Span, older: Span
) -> Decided:
    """What the codemods leave of a conflict, as an edit of the newer side, and the decision."""
    took: Took = "newer" if verdict.winner is sides.newer else "older"
    title = _title_of_text(text_of(sides.newer, newer) + text_of(sides.older, older))
    reason = verdict.reason
    made = make_decision(sides, verdict.rule, took, "code", title, reason, newer=newer, older=older)
    return LineEdit(*newer, verdict.lines), made


def _merge_stretches(
    sides: Sides, lines: LineMerger | None, found: Sequence[Decided | LineStretch]
) -> list[Decided | LineStretch]:
    """What both sides changed, each in lines of its own, is decided where that is proven."""
    stretches = [one for one in found if isinstance(one, LineStretch)]
    if lines is None or not stretches:
        return list(found)
    merged = iter(lines.merge_all(stretches))
    return [
        (_changed_by_both(sides, one, made) if (made := next(merged)) is not None else one)
        if isinstance(one, LineStretch)
        else one
        for one in found
    ]


def _changed_by_both(sides: Sides, stretch: LineStretch, lines: tuple[Line, ...]) -> Decided:
    """Merged lines as an edit and the decision."""
    newer, older, base = stretch
    title = _title_of_text(text_of(sides.newer, newer) + text_of(sides.older, older))
    changed = base is not None and base[0] < base[1]
    reason = "each side changed other lines" if changed else "both sides only added here"
    rule = DecisionRule.THREE_WAY
    decision = make_decision(sides, rule, "merged", "text", title, reason, newer=newer, older=older)
    return LineEdit(*newer, lines), decision


def _conflict_parts(
    conflicts: Sequence[ConflictPlace], newer: Span, older: Span, reason: str
) -> Iterator[Undecided]:
    """The parts of the file's conflicts that lie in a stretch which both sides changed."""
    first = bisect_left(conflicts, newer[0], key=lambda place: place.newer[1])
    for place in conflicts[first:]:
        if place.newer[0] > newer[1]:
            return
        part = _cut(place.newer, newer), _cut(place.older, older)
        if any(start < end for start, end in part):
            yield Undecided(*part, None, reason, HELP, exact=True)


def _cut(span: Span, limits: Span) -> Span:
    """What of ``span`` lies within ``limits``; empty, and at its nearer end, where nothing does."""
    start = min(max(span[0], limits[0]), limits[1])
    return start, min(max(span[1], start), max(limits[1], start))


# -- conflict by conflict


def _of_conflict(sides: Sides, place: ConflictPlace, *, blanks: bool) -> Decided | None:
    """A conflict whose sides say the same, or which one side alone changed."""
    conflict = place.conflict
    newer, older = conflict.part(sides.newer.side)[0], conflict.part(sides.older.side)[0]
    if _comparable_lines(newer, blanks=blanks) == _comparable_lines(older, blanks=blanks):
        winner = _own_line_ends(sides, conflict)
        rule, reason = DecisionRule.EQUAL_TEXT, "both sides say the same"
    else:
        base = None if conflict.base_conflicted else conflict.base
        taken = three_way(newer, older, base) if base is not None else None
        if taken is None:
            return None
        winner = sides.older if taken == "older" else sides.newer
        rule, reason = DecisionRule.THREE_WAY, f"only {winner.side} changed this since the base"
    took: Took = "newer" if winner is sides.newer else "older"
    title = _title_of_text("".join(conflict.part(winner.side)[0]))
    spans = place.newer, place.older
    made = make_decision(sides, rule, took, "text", title, reason, newer=spans[0], older=spans[1])
    edit = LineEdit(*spans[0], sides.lines(sides.older)[slice(*spans[1])])
    return (edit if took == "older" else None), made


def _title_of_text(text: str) -> str:
    return next((line.strip()[:60] for line in text.splitlines() if line.strip()), "lines")


def _own_line_ends(sides: Sides, conflict: Conflict) -> Variant:
    """The newer side, or the other one if only that has the line ends of the file."""
    fits = [
        own_line_ends(sides.conflicted, conflict.part(variant.side)[0])
        for variant in (sides.newer, sides.older)
    ]
    return sides.older if fits == [False, True] else sides.newer


def _comparable_lines(lines: Lines, *, blanks: bool) -> list[str]:
    ends = None if blanks else "\r\n"
    return [line.rstrip(ends) for line in lines]
