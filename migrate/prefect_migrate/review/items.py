"""What there is to decide in a run: fixes and conflicts, equal ones as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from prefect_migrate.conflicts import Conflict, has_markers, parse_conflicts
from prefect_migrate.model import (
    Change,
    Decision,
    Grade,
    Outcome,
    Refusal,
    Source,
    split_lines,
)
from prefect_migrate.reports.hunks import DiffHunk, outcome_hunks
from prefect_migrate.reports.sides import ConflictSides, conflict_base, conflict_sides

Kind = Literal["fix", "conflict", "decision"]


@dataclass(slots=True)
class ReviewItem:
    """One question: a fix, a conflict with what the merge makes of it, or one decision in that.

    ``places`` are all places (path, 1-based line) that it is about. ``before`` and ``after`` are
    the lines of a fix, or of a conflict's result; ``remains`` says why a conflict stays. ``base``
    is what the base says there, ``None`` where none is known. ``parts`` are the decisions that a
    person may take one by one, ``sides`` what each of them is about: ours and theirs.
    """

    id: str
    kind: Kind
    code: str
    title: str
    grade: str = ""
    reasons: tuple[str, ...] = ()
    places: list[tuple[str, int]] = field(default_factory=list)
    before: tuple[str, ...] = ()
    after: tuple[str, ...] | None = None
    conflict: Conflict | None = None
    remains: str = ""
    help: str = ""
    base: tuple[str, ...] | None = None
    parts: list[ReviewItem] = field(default_factory=list)
    sides: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())

    @property
    def answers(self) -> tuple[str, ...]:
        """What may be written for it in a decisions file."""
        if self.kind == "fix":
            return ("accept", "reject")
        take = ("ours", "theirs", "both")
        return take if self.remains else ("accept", "reject", *take)

    @property
    def text(self) -> str:
        """What an editor is to start from."""
        if self.conflict is None:
            return ""
        if self.after is not None:
            return "".join(self.after)
        return "".join(self.conflict.lines)


def review_items(outcomes: Iterable[Outcome], *, every: bool = False) -> list[ReviewItem]:
    """The questions of a run in order; ``every`` asks also about what is proven or equivalent."""
    found: dict[str, ReviewItem] = {}
    for outcome in outcomes:
        for item in _outcome_items(outcome, every):
            known = found.setdefault(item.id, item)
            if known is not item:
                known.places += item.places
    return list(found.values())


def _outcome_items(outcome: Outcome, every: bool) -> Iterator[ReviewItem]:
    if outcome.refusal:
        return
    edits = outcome_hunks(outcome)
    path = outcome.source.path
    if outcome.decisions or outcome.remaining:
        yield from _conflict_items(outcome, edits, every)
    for change in sorted(outcome.changes, key=lambda c: (c.line, c.column)):
        own = next((e for e in edits if e.touches(change.line, _last_line(change))), None)
        yield ReviewItem(
            change.id,
            "fix",
            change.rule,
            change.message,
            places=[(path, change.line)],
            before=own.before if own else (),
            after=own.after if own else None,
        )


def _last_line(change: Change) -> int:
    return change.end_line - (change.end_column == 1) if change.end_line else change.line


def _conflict_items(
    outcome: Outcome, edits: Sequence[DiffHunk], every: bool
) -> Iterator[ReviewItem]:
    path = outcome.source.path
    left = {remaining.id: remaining for remaining in outcome.remaining}
    sides = conflict_sides(outcome)
    for conflict in sides.conflicts:
        span = conflict.start + 1, conflict.end + 1
        if (remaining := left.pop(conflict.id, None)) is not None:
            yield ReviewItem(
                conflict.id, "conflict", "conflict", "this conflict stays in its markers",
                places=[(path, span[0])], conflict=conflict, remains=remaining.reason,
                help=remaining.help, base=conflict_base(outcome, conflict),
            )  # fmt: skip
            continue
        made = [d for d in outcome.decisions if _lies_within(d, span)]
        grades = {d.grade for d in made}
        if not every and not grades & {Grade.POLICY, Grade.NEEDS_REVIEW}:
            continue
        own = next((e for e in edits if e.touches(*span)), None)
        item = _decided_item(path, conflict, made, own)
        item.base = conflict_base(outcome, conflict)
        item.parts = [_part_item(path, one, sides) for one in made if _is_open(one, conflict)]
        yield item
    yield from _wider_items(outcome, left.keys())


def _lies_within(made: Decision, span: tuple[int, int]) -> bool:
    spans = (lines for lines in (made.ours, made.theirs) if lines)
    return any(start <= span[1] and end >= span[0] for start, end in spans)


def _decided_item(
    path: str, conflict: Conflict, made: Sequence[Decision], own: DiffHunk | None
) -> ReviewItem:
    """A conflict that the merge resolves, with the decisions on its lines."""
    order = list(Grade)
    grade = max((d.grade for d in made), key=order.index, default=Grade.PROVEN)
    rules = sorted({d.rule for d in made if d.grade is grade})
    reasons = tuple(
        dict.fromkeys(f"{d.kind} {d.subject}: take {d.action}; {d.reason}" for d in made)
    )
    return ReviewItem(
        conflict.id, "conflict", rules[0] if rules else "conflict", "resolved by the merge",
        grade.value, reasons, [(path, conflict.start + 1)], (), own.after if own else (), conflict,
    )  # fmt: skip


def _is_open(made: Decision, conflict: Conflict) -> bool:
    """Whether a person may take a decision by itself."""
    certain = (Grade.PROVEN, Grade.EQUIVALENT)
    return made.grade not in certain and made.kind != "layout" and made.id != conflict.id


def _part_item(path: str, made: Decision, sides: ConflictSides) -> ReviewItem:
    ours = tuple(text for _, text in sides.lines("ours", made.ours))
    theirs = tuple(text for _, text in sides.lines("theirs", made.theirs))
    line = (made.ours or made.theirs or (1, 1))[0]
    title = f"{made.kind} {made.subject}: take {made.action}"
    return ReviewItem(
        made.id, "decision", made.rule, title, made.grade.value, (made.reason,), [(path, line)],
        sides=(ours, theirs),
    )  # fmt: skip


def _wider_items(outcome: Outcome, ids: Iterable[str]) -> Iterator[ReviewItem]:
    """Conflicts that the merge made of several; only the output holds them."""
    wanted = set(ids)
    if not wanted or not has_markers(outcome.text):
        return
    try:
        source = Source(outcome.source.path, outcome.text)
        parsed = parse_conflicts(source, tolerant=True, unmerged=True)
    except Refusal:
        return
    known = {remaining.id: remaining for remaining in outcome.remaining}
    for conflict in parsed.conflicts:
        if conflict.id in wanted:
            remaining = known[conflict.id]
            yield ReviewItem(
                conflict.id, "conflict", "conflict", "a conflict that stays after the merge",
                places=[(outcome.source.path, remaining.line)], conflict=conflict,
                remains=remaining.reason, help=remaining.help,
                base=conflict_base(replace(outcome, source=source), conflict),
            )  # fmt: skip


def with_line_end(text: str, eol: str = "\n") -> str:
    """What came out of an editor, ended as lines are."""
    if not text or not split_lines(text)[-1].endswith("\n"):
        return text + (eol if text else "")
    return text
