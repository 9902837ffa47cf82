"""Conflicts and decisions that a person wants to decide, whatever the merge would make of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from prefect_migrate.conflicts import Conflict
from prefect_migrate.model import Decision, Grade, Line, Variant
from prefect_migrate.reconcile.edits import LineEdit
from prefect_migrate.reconcile.result import Parts, Sides, Span, Undecided, broken_invariant

REASON = "you left this conflict open (--decisions)"
DECIDED = "you decide this yourself (--decisions)"
HELP = "edit it by hand, or decide it with prefect-migrate review"


def leave_open(
    sides: Sides,
    parts: Parts,
    ids: frozenset[str],
    conflicts: Sequence[Conflict] | None = None,
    places: Mapping[int, int] | None = None,
) -> Parts:
    """``parts`` without what was decided of the conflicts and decisions with these ids.

    They stay in markers. ``conflicts`` are those of the file at hand, and ``places`` lead to its
    lines, where the sides are whole files. Raises ``Unsafe`` where an edit can't be divided.
    """
    if not ids:
        return parts
    if conflicts is None:
        conflicts = sides.conflicted.conflicts
    wanted = [conflict for conflict in conflicts if conflict.id in ids]
    decided = [made for made in parts.decisions if made.id in ids and _is_policy(made)]
    decided = [made for made in decided if not any(made.id == c.id for c in wanted)]
    if not wanted and not decided:
        return parts
    at_hand = _AtHand(sides, places)
    open_places = [*at_hand.of_conflicts(wanted), *at_hand.of_decisions(decided)]
    edits = list(parts.edits)
    for number, item in enumerate(open_places):
        edits, open_places[number] = _edits_outside(edits, item, sides)
    stays = tuple(
        made
        for made in parts.decisions
        if made not in decided and not any(at_hand.about(made, c) for c in wanted)
    )
    return replace(
        parts,
        edits=tuple(edits),
        decisions=stays,
        undecided=(*parts.undecided, *open_places),
    )


def reopened_parts(
    sides: Sides, parts: Parts, conflicts: Collection[Conflict], reason: str, help: str
) -> Parts:
    """``parts`` without what was decided of ``conflicts``: they stay as they stand.

    Raises ``Unsafe`` where an edit can't be divided.
    """
    if not conflicts:
        return parts
    edits = list(parts.edits)
    opened: list[Undecided] = []
    for item in _undecided(sides, conflicts, reason, help):
        edits, item = _edits_outside(edits, item, sides)
        opened.append(item)
    return replace(
        parts,
        edits=tuple(edits),
        decisions=tuple(d for d in parts.decisions if not any(is_about(d, c) for c in conflicts)),
        undecided=(*parts.undecided, *opened),
        linked=True,
    )


def _is_policy(made: Decision) -> bool:
    return made.grade in (Grade.POLICY, Grade.NEEDS_REVIEW) and made.kind != "layout"


class _AtHand:
    """Lines of both variants by their line in the file at hand."""

    def __init__(self, sides: Sides, places: Mapping[int, int] | None) -> None:
        self.sides = sides
        self.places = places

    def of_conflicts(self, conflicts: Sequence[Conflict]) -> Iterator[Undecided]:
        """What stands between the markers of each conflict."""
        for conflict in conflicts:
            lines = range(conflict.start, conflict.end + 1)
            newer, older = (self._span(v, lines) for v in (self.sides.newer, self.sides.older))
            yield Undecided(newer, older, None, REASON, HELP, exact=True)

    def of_decisions(self, decided: Sequence[Decision]) -> Iterator[Undecided]:
        """What each decision is about; the place of a side without lines is beside the other's."""
        for made in decided:
            held = {"ours": made.ours, "theirs": made.theirs}
            spans = []
            for variant in (self.sides.newer, self.sides.older):
                own, other = held[variant.side], made.ours or made.theirs or (1, 1)
                first, last = own or (other[0], other[0] - 1)
                spans.append(self._span(variant, range(first - 1, last)))
            yield Undecided(spans[0], spans[1], None, DECIDED, HELP, exact=True)

    def about(self, made: Decision, conflict: Conflict) -> bool:
        """Whether a decision is about lines of the conflict, as ``is_about`` tells."""
        return is_about(made, conflict, self._place)

    def _place(self, at: int) -> int | None:
        return at if self.places is None else self.places.get(at)

    def _span(self, variant: Variant, lines: range) -> Span:
        places = [self._place(at) for at in variant.origin]
        inside = [i for i, at in enumerate(places) if at is not None and at in lines]
        if inside:
            return inside[0], inside[-1] + 1
        above = [i for i, at in enumerate(places) if at is not None and at < lines.start]
        return (above[-1] + 1,) * 2 if above else (0, 0)


def _edits_outside(
    edits: Sequence[LineEdit], item: Undecided, sides: Sides
) -> tuple[list[LineEdit], Undecided]:
    """The edits without their part in ``item``, which goes where they put its lines."""
    held: set[tuple[str, int]] = {
        (variant.side, variant.origin[i])
        for variant, span in ((sides.newer, item.newer), (sides.older, item.older))
        for i in range(*span)
    }
    common = {at for _, at in held}
    found: list[LineEdit] = []
    newer, older = item.newer, item.older
    for edit in edits:
        own = [i for i, line in enumerate(edit.lines) if _is_of(line, held, common)]
        touches = newer[0] < edit.end and edit.start < newer[1]
        if not own and not touches:
            found.append(edit)
            continue
        if not own and not (newer[0] <= edit.start and edit.end <= newer[1]):
            raise broken_invariant(
                "what stays in conflict can't be parted from what is merged beside it"
            )
        # What only the older side has stands nowhere on the newer: it goes where the edit puts it.
        if newer[0] == newer[1] and not edit.start <= newer[0] <= edit.end:
            newer = edit.start, edit.start
        first, last = (own[0], own[-1] + 1) if own else (0, len(edit.lines))
        if own and len(own) != last - first:
            raise broken_invariant("what stays in conflict is in several places of the result")
        if newer[0] == newer[1] and _is_separator(edit.lines[:first], sides, older):
            older, first = (older[0] - 1, older[1]), 0
        above = LineEdit(edit.start, max(edit.start, newer[0]), edit.lines[:first])
        below = LineEdit(min(edit.end, newer[1]), edit.end, edit.lines[last:])
        found += [part for part in (above, below) if part.lines or part.start < part.end]
    return found, replace(item, newer=newer, older=older)


def _is_separator(lines: Sequence[Line], sides: Sides, older: Span) -> bool:
    """Whether lines divide a document off from the one above, as the older side does."""
    if len(lines) != 1 or not lines[0].text.startswith("---") or not older[0]:
        return False
    return sides.older.lines[older[0] - 1].startswith("---")


def _is_of(line: Line, held: set[tuple[str, int]], common: set[int]) -> bool:
    at = line.origin.line
    if at is None:
        return False
    return at in common if line.origin.source == "common" else (line.origin.source, at) in held


def _undecided(
    sides: Sides, conflicts: Collection[Conflict], reason: str, help: str
) -> Iterator[Undecided]:
    starts = {conflict.start for conflict in conflicts}
    for place in sides.places:
        if place.conflict.start in starts:
            yield Undecided(place.newer, place.older, place.base, reason, help, exact=True)


def is_about(
    decision: Decision, conflict: Conflict, place: Callable[[int], int | None] = lambda at: at
) -> bool:
    """Whether a decision is about lines of the conflict, and not about the whole file.

    ``place`` leads from the lines that it names to those of the conflict's file.
    """
    spans = [span for span in (decision.ours, decision.theirs) if span]
    lines = range(conflict.start, conflict.end + 1)
    return any(place(start - 1) in lines and place(end - 1) in lines for start, end in spans)


def about_conflicts(decisions: Iterable[Decision], conflicts: Sequence[Conflict]) -> set[int]:
    """The starts of the conflicts that decisions are about, as ``is_about`` tells."""
    starts = [conflict.start for conflict in conflicts]
    found: set[int] = set()
    for decision in decisions:
        for span in (decision.ours, decision.theirs):
            at = bisect_right(starts, span[0] - 1) - 1 if span else -1
            if span and at >= 0 and span[1] - 1 <= conflicts[at].end:
                found.add(starts[at])
    return found
