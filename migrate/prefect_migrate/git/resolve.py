"""Resolve files with all that git and the person know of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from prefect_codemods.findings import Placed, relocate_finding
from prefect_migrate.conflicts import Conflict, Conflicted, has_markers, parse_conflicts
from prefect_migrate.conflicts.agreed_sides import agreed_sides
from prefect_migrate.conflicts.base import BaseFound
from prefect_migrate.conflicts.choices import Choice, Chosen, apply_choices, find_choice
from prefect_migrate.model import (
    Decision,
    Grade,
    Line,
    Outcome,
    Refusal,
    Remaining,
    Source,
    split_lines,
)
from prefect_migrate.pipeline import migrate_source
from prefect_migrate.settings import Settings

REASON = "you chose it (--decisions)"
_ACTIONS = {"ours": "ours", "theirs": "theirs", "both": "both", "text": "merged"}


def resolve_with_choices(
    source: Source,
    settings: Settings,
    base: BaseFound | None = None,
    choices: Mapping[str, Choice] | None = None,
    role: str = "",
) -> Outcome:
    """Migrate one file with a person's choices put in before and after the merge.

    Before, for the conflicts of the file that the merge would resolve; after, for those that it
    leaves, which may be wider, and for decisions, which are left in markers first. Choices that
    leave Python that doesn't parse are refused.
    """
    outcome = migrate_source(source, settings, base, role=role)
    if not choices:
        return outcome
    try:
        offer = _offered_choices(source, settings, base, outcome)
        chosen = {
            id: choice for id in offer.ids if (choice := find_choice(choices, id)) is not None
        }
        if chosen:
            outcome = _apply_choices(source, settings, base, offer, chosen, role)
    except Refusal as refusal:
        outcome = Outcome.refused(source, refusal)
        return replace(outcome, ids=tuple(choices))
    return replace(outcome, ids=offer.ids)


@dataclass(frozen=True)
class _Offer:
    """What there is to choose: ``outcome`` is what the merge makes of the file by itself."""

    outcome: Outcome
    parsed: Conflicted | None

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The conflicts of the file."""
        return self.parsed.conflicts if self.parsed is not None else ()

    @property
    def left(self) -> frozenset[str]:
        """The ids of the conflicts that stay after the merge."""
        return frozenset(left.id for left in self.outcome.remaining)

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids that a decisions file may name."""
        made, changes = self.outcome.decisions, self.outcome.changes
        every = [conflict.id for conflict in self.conflicts] + [
            left.id for left in self.outcome.remaining
        ]
        every += [decision.id for decision in made] + [change.id for change in changes]
        return tuple(dict.fromkeys(filter(None, every)))


def _offered_choices(
    source: Source, settings: Settings, base: BaseFound | None, outcome: Outcome
) -> _Offer:
    parsed = None
    if has_markers(source.text):
        unmerged, reading = (base.unmerged, base.reading) if base is not None else (False, None)
        parsed = parse_conflicts(
            source, tolerant=settings.tolerant, unmerged=unmerged, valid=reading
        )
    return _Offer(outcome, parsed)


def _apply_choices(
    source: Source,
    settings: Settings,
    base: BaseFound | None,
    offer: _Offer,
    chosen: Mapping[str, Choice],
    role: str,
) -> Outcome:
    """The file with all choices made. Raises ``Refusal`` for one that can't be."""
    own = {conflict.id for conflict in offer.conflicts}
    others = _decided_otherwise(offer, chosen, own)
    early = {id: one for id, one in chosen.items() if one.resolves and id in own - offer.left}
    rejected = {id for id, choice in chosen.items() if choice.take == "reject"}
    settings = replace(
        settings,
        codemods=replace(settings.codemods, rejected=frozenset(rejected)),
        left_open=frozenset({*rejected, *(made.id for made in others)}),
    )
    before, at_hand = Chosen(source.text, (), ()), source
    if early and offer.parsed is not None:
        before = apply_choices(offer.parsed, early)
        at_hand = replace(source, text=before.text)
        base = base and agreed_sides(base, offer.parsed, early)
    outcome = migrate_source(at_hand, settings, base, role=role)
    if before.applied:
        outcome = _seen_from(source, before, outcome)
    outcome = _choices_after(outcome, settings, offer, others, chosen)
    choices = _choice_decisions(before.applied, early, {})
    outcome = replace(outcome, decisions=(*choices, *outcome.decisions))
    _check_python(source, outcome)
    _check_left_open(offer, outcome, settings)
    return outcome


def _decided_otherwise(
    offer: _Offer, chosen: Mapping[str, Choice], own: Iterable[str]
) -> list[Decision]:
    """The decisions that a person takes otherwise than the merge.

    Raises ``Refusal`` for one that is certain: it follows from the base or from equal sides.
    """
    found: list[Decision] = []
    for made in offer.outcome.decisions:
        choice = chosen.get(made.id)
        if choice is None or made.id in {*own, *offer.left}:
            continue
        if choice.take in ("accept", made.action):
            continue
        if made.grade in (Grade.PROVEN, Grade.EQUIVALENT):
            raise Refusal(
                f"decision {made.id} is {made.grade.value} and can't be changed by itself",
                _decision_line(made),
                help="decide the whole conflict instead",
            )
        found.append(made)
    return found


def _decision_line(made: Decision) -> int:
    span = made.ours or made.theirs
    return span[0] if span else 1


def _choices_after(
    outcome: Outcome,
    settings: Settings,
    offer: _Offer,
    others: Sequence[Decision],
    chosen: Mapping[str, Choice],
) -> Outcome:
    """The outcome with choices put in for conflicts that the merge left."""
    if outcome.refusal:
        return outcome
    marked = has_markers(outcome.text)
    left = (
        parse_conflicts(
            replace(outcome.source, text=outcome.text), tolerant=settings.tolerant, unmerged=True
        )
        if marked
        else None
    )
    open_conflicts = left.conflicts if left is not None else ()
    late = {id: one for id, one in chosen.items() if one.resolves and id in offer.left}
    named: dict[str, Decision] = {}
    for made in others:
        conflict = _of_decision(made, open_conflicts, outcome, offer)
        named[conflict.id] = made
        if chosen[made.id].resolves:
            late[conflict.id] = chosen[made.id]
    if left is None or not late:
        return outcome
    after = apply_choices(left, late)
    removed = {conflict.id for conflict in after.applied}
    places = {conflict: _conflict_places(outcome, conflict) for conflict in after.applied}
    decided = replace(
        outcome,
        text=after.text,
        lines=_chosen_lines(outcome.lines, after),
        remaining=_moved_remaining(outcome.remaining, after, removed),
        decisions=(*outcome.decisions, *_choice_decisions(after.applied, late, named, places)),
    )
    if decided.remaining or has_markers(decided.text):
        return decided
    from prefect_migrate.merging import with_codemods

    return with_codemods(decided, settings)


def _of_decision(
    made: Decision, conflicts: Sequence[Conflict], outcome: Outcome, offer: _Offer
) -> Conflict:
    """The conflict that holds what ``made`` is about, and nothing else that is decided.

    Raises ``Refusal`` where there is none.
    """
    known = {*offer.left, *(conflict.id for conflict in offer.conflicts)}
    for conflict in conflicts:
        spans = _conflict_places(outcome, conflict)
        if conflict.id in known or not _share_lines(spans, (made.ours, made.theirs)):
            continue
        for other in offer.outcome.decisions:
            if other.id != made.id and _holds_decision(spans, other) and other.kind != "layout":
                raise Refusal(
                    f"decision {made.id} can't be changed without {other.id} ({other.subject})",
                    _decision_line(made),
                    help="decide the whole conflict instead",
                )
        return conflict
    raise Refusal(
        f"decision {made.id} can't be changed by itself",
        _decision_line(made),
        help="choose a side with --prefer, or decide the whole conflict",
    )


Span = tuple[int, int]
Spans = tuple[Span | None, Span | None]


def _share_lines(one: Spans, other: Spans) -> bool:
    return any(
        a is not None and b is not None and a[0] <= b[1] and b[0] <= a[1]
        for a, b in zip(one, other, strict=True)
    )


def _holds_decision(spans: Spans, made: Decision) -> bool:
    """Whether a decision is about lines of ``spans`` only."""
    own = (made.ours, made.theirs)
    inside = [
        a is not None and a[0] <= b[0] and b[1] <= a[1]
        for a, b in zip(spans, own, strict=True)
        if b is not None
    ]
    return bool(inside) and all(inside)


def _conflict_places(outcome: Outcome, conflict: Conflict) -> Spans:
    """The lines of both sides of a conflict of the output, in the file before the run."""
    return _side_place(outcome, conflict, "ours"), _side_place(outcome, conflict, "theirs")


def _side_place(outcome: Outcome, conflict: Conflict, side: str) -> Span | None:
    lines, start = conflict.part("ours" if side == "ours" else "theirs")
    origins = (line.origin.line for line in outcome.lines[start : start + len(lines)])
    found = [at + 1 for at in origins if at is not None]
    return (min(found), max(found)) if found else None


def _chosen_lines(lines: Sequence[Line], after: Chosen) -> tuple[Line, ...]:
    if not lines:
        return ()
    return tuple(
        replace(lines[before], text=text)
        for text, before in zip(split_lines(after.text), after.origin, strict=True)
    )


def _moved_remaining(
    remaining: Sequence[Remaining], after: Chosen, removed: set[str]
) -> tuple[Remaining, ...]:
    kept = (left for left in remaining if left.id not in removed)
    return tuple(replace(left, line=bisect_right(after.origin, left.line - 2) + 1) for left in kept)


def _choice_decisions(
    conflicts: Iterable[Conflict],
    choices: Mapping[str, Choice],
    named: Mapping[str, Decision],
    places: Mapping[Conflict, Spans] | None = None,
) -> list[Decision]:
    """What a person chose, as decisions; ``places`` are the lines of the file before the run."""
    decisions = []
    for conflict in conflicts:
        choice = choices[conflict.id]
        made = named.get(conflict.id)
        ours, theirs = places[conflict] if places is not None else _own_places(conflict)
        decisions.append(
            Decision(
                made.id if made else conflict.id,
                made.kind if made else "text",
                made.subject if made else _lines_title(choice.lines(conflict)),
                _ACTIONS[choice.take],  # type: ignore[arg-type]
                "decisions",
                Grade.CHOSEN,
                REASON,
                ours=ours,
                theirs=theirs,
            )
        )
    return decisions


def _own_places(conflict: Conflict) -> Spans:
    (ours, start), (theirs, begin) = conflict.part("ours"), conflict.part("theirs")
    return (
        (start + 1, start + len(ours)) if ours else None,
        (begin + 1, begin + len(theirs)) if theirs else None,
    )


def _lines_title(lines: Sequence[str]) -> str:
    return next((line.strip() for line in lines if line.strip()), "")[:60] or "nothing"


def _check_left_open(offer: _Offer, outcome: Outcome, settings: Settings) -> None:
    """Raise ``Refusal`` if a conflict that a person rejected a result of is resolved all the same."""
    for conflict in offer.conflicts:
        if conflict.id in settings.left_open and not outcome.refusal:
            lines = {line.strip() for line in (*conflict.ours, *conflict.theirs)}
            kept = {line.strip() for line in split_lines(outcome.text)}
            if not outcome.remaining or not lines <= kept:
                raise Refusal(
                    f"conflict {conflict.id} can't be left open by itself",
                    conflict.start + 1,
                    help="choose a side for it, or leave the file out",
                )


def _check_python(source: Source, outcome: Outcome) -> None:
    """Raise ``Refusal`` if choices made Python that doesn't parse."""
    from prefect_migrate.conflicts.examples import python_parses

    python = source.path.endswith((".py", ".pyi")) and not outcome.refusal
    if python and not has_markers(outcome.text) and not python_parses(outcome.text):
        raise Refusal(
            "with the chosen sides the file is not valid Python",
            help="choose sides that fit together, or give the text",
        )


def _seen_from(source: Source, before: Chosen, outcome: Outcome) -> Outcome:
    """The outcome of the file after choices, with the line numbers of the file before."""

    def line(number: int) -> int:
        return before.origin[number - 1] + 1 if 0 < number <= len(before.origin) else number

    def span(lines: tuple[int, int] | None) -> tuple[int, int] | None:
        return lines and (line(lines[0]), line(lines[1]))

    def moved(found: Sequence[Placed]) -> tuple[Placed, ...]:
        return tuple(relocate_finding(one, line) for one in found)

    return replace(
        outcome,
        source=source,
        text=source.text if outcome.refusal else outcome.text,
        changes=moved(outcome.changes),
        diagnostics=moved(outcome.diagnostics),
        decisions=tuple(
            replace(d, ours=span(d.ours), theirs=span(d.theirs)) for d in outcome.decisions
        ),
        remaining=tuple(replace(r, before=line(r.before)) for r in outcome.remaining),
        lines=tuple(
            replace(one, origin=replace(one.origin, line=line(one.origin.line + 1) - 1))
            if one.origin.line is not None
            else one
            for one in outcome.lines
        ),
    )
