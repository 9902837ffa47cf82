"""An outcome as a flat list of places with something to say, for formats that know no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from prefect_codemods.findings import Level
from prefect_migrate.model import Grade, Outcome

Severity = Literal["error", "warning", "note"]
_LEVELS: dict[Level, Severity] = {
    Level.NOTE: "note",
    Level.MANUAL: "warning",
    Level.ERROR: "error",
}
REFUSED = "refused"
CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Finding:
    """One place (1-based) and what is to be said of it."""

    code: str
    severity: Severity
    message: str
    line: int
    column: int = 1


def findings(outcome: Outcome) -> Iterator[Finding]:
    """What a file's outcome says, kind by kind."""
    if outcome.refusal:
        refusal = outcome.refusal
        message = _joined(refusal.message, refusal.help)
        yield Finding(REFUSED, "error", message, refusal.line, refusal.column)
        return
    for change in outcome.changes:
        yield Finding(change.rule, "note", change.message, change.line, change.column)
    for decision in outcome.decisions:
        span = decision.ours or decision.theirs or (1, 1)
        review: Severity = "warning" if decision.grade is Grade.NEEDS_REVIEW else "note"
        message = f"{decision.kind} {decision.subject}: take {decision.action}; {decision.reason}"
        yield Finding(decision.rule, review, message, span[0])
    for found in outcome.diagnostics:
        message = _joined(found.message, found.help)
        yield Finding(found.rule, _LEVELS[found.level], message, found.line, found.column)
    for left in outcome.remaining:
        yield Finding(CONFLICT, "error", _joined(left.reason, left.help), left.line)


def _joined(message: str, help: str) -> str:
    return f"{message}; {help}" if help else message
