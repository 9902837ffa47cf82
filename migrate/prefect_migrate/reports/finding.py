"""An outcome as a flat list of places with something to say, which all formats share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from prefect_codemods.findings import Change, Diagnostic, Level
from prefect_migrate.model import Decision, Grade, Outcome, Remaining

Severity = Literal["error", "warning", "note"]
Kind = Literal["fix", "decision", "finding", "conflict", "refusal"]
_LEVELS: dict[Level, Severity] = {
    Level.NOTE: "note",
    Level.MANUAL: "warning",
    Level.ERROR: "error",
}
REFUSED = "refused"
CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Finding:
    """One place and what is to be said of it; ``help`` says what to do.

    Lines and columns are 1-based, in characters, the end exclusive; ``end_line`` is 0 where it is
    not known; they are those of the file before the run. ``output_line`` is the line in the result
    of a conflict that stays. ``fixed`` says that the tool changes it. ``id`` names conflicts and
    decisions.
    """

    kind: Kind
    code: str
    severity: Severity
    message: str
    line: int
    column: int = 1
    end_line: int = 0
    end_column: int = 0
    help: str = ""
    grade: str = ""
    id: str = ""
    output_line: int = 0

    @property
    def fixed(self) -> bool:
        """Whether the tool changes it."""
        return self.kind in ("fix", "decision")

    @property
    def text(self) -> str:
        """Message and help in one."""
        return f"{self.message}; {self.help}" if self.help else self.message

    @property
    def last_line(self) -> int:
        """The last line that it is about."""
        if not self.end_line:
            return self.line
        return self.end_line - (self.end_column == 1 and self.end_line > self.line)


def outcome_findings(outcome: Outcome) -> Iterator[Finding]:
    """What a file's outcome says, kind by kind."""
    if outcome.refusal:
        refusal = outcome.refusal
        yield Finding(
            "refusal", REFUSED, "error", refusal.message, refusal.line, refusal.column,
            help=refusal.help,
        )  # fmt: skip
        return
    yield from map(_finding_of_fix, outcome.changes)
    yield from map(_finding_of_decision, outcome.decisions)
    yield from map(_finding_of_diagnostic, outcome.diagnostics)
    yield from map(_finding_of_conflict, outcome.remaining)


def _finding_of_fix(change: Change) -> Finding:
    return Finding(
        "fix", change.rule, "note", change.message, change.line, change.column,
        change.end_line, change.end_column, id=change.id,
    )  # fmt: skip


def decision_span(made: Decision) -> tuple[int, int] | None:
    """The lines at which a decision is shown: those of the chosen side, else of ours."""
    if made.grade is Grade.CHOSEN and made.action == "theirs" and made.theirs:
        return made.theirs
    return made.ours or made.theirs


def _finding_of_decision(made: Decision) -> Finding:
    first, last = decision_span(made) or (1, 0)
    severity: Severity = "warning" if made.grade is Grade.NEEDS_REVIEW else "note"
    message = f"{made.kind} {made.subject}: take {made.action}; {made.reason}"
    end = (last + 1, 1) if last else (0, 0)
    return Finding(
        "decision", made.rule, severity, message, first, 1, *end,
        grade=made.grade.value, id=made.id,
    )  # fmt: skip


def _finding_of_diagnostic(found: Diagnostic) -> Finding:
    return Finding(
        "finding", found.rule, _LEVELS[found.level], found.message, found.line, found.column,
        found.end_line, found.end_column, found.help,
    )  # fmt: skip


def _finding_of_conflict(left: Remaining) -> Finding:
    return Finding(
        "conflict", CONFLICT, "error", left.reason, left.before or left.line, help=left.help,
        id=left.id, output_line=left.line,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dropped:
    """Words of a side that the result doesn't hold, and the decision that let them go."""

    line: int
    side: str
    words: str
    id: str


def dropped_words(outcome: Outcome) -> Iterator[Dropped]:
    """What no place of the result says any more, in the order of the decisions."""
    for made in outcome.decisions:
        side = {"ours": "theirs", "theirs": "ours"}.get(made.action, "")
        span = made.theirs if side == "theirs" else made.ours
        for words in made.dropped:
            yield Dropped(span[0] if span else 1, side, words, made.id)


def equal_conflicts(found: Iterable[Remaining]) -> list[list[Remaining]]:
    """Conflicts that stay, those with one id (the same two sides) and reason as one."""
    groups: dict[tuple[str, str], list[Remaining]] = {}
    for left in found:
        groups.setdefault((left.id, left.reason), []).append(left)
    return list(groups.values())


def equal_diagnostics(found: Iterable[Diagnostic]) -> list[list[Diagnostic]]:
    """Diagnostics, those of one cause (which say the same) as one; each group is in file order."""
    groups: dict[tuple[str, ...], list[Diagnostic]] = {}
    for one in found:
        groups.setdefault((one.rule, one.level.value, one.message, one.help), []).append(one)
    return list(groups.values())


def equal_findings(found: Iterable[Finding]) -> list[list[Finding]]:
    """Findings, those that say the same as one; each group is in file order."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for number, one in enumerate(found):
        own = "" if one.kind in ("finding", "conflict") else str(number)
        groups.setdefault((own, one.code, one.message, one.help, one.id), []).append(one)
    return list(groups.values())
