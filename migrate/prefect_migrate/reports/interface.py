"""What every report offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from prefect_migrate.model import Outcome


@dataclass(frozen=True, slots=True)
class Tally:
    """The sums of a run. ``files`` counts those that were read.

    ``fixes`` and ``decisions`` count what changes them, ``left`` what needs a person's attention,
    ``notes`` what else is reported.
    """

    files: int = 0
    changed: int = 0
    left: int = 0
    refused: int = 0
    written: bool = False
    fixes: int = 0
    decisions: int = 0
    notes: int = 0

    def plus(self, outcome: Outcome) -> Tally:
        """The tally with one more file."""
        notes = sum(1 for found in outcome.diagnostics if found.level.value == "note")
        return Tally(
            self.files + 1,
            self.changed + outcome.changed,
            self.left + len(outcome.remaining) + len(outcome.diagnostics) - notes,
            self.refused + (outcome.refusal is not None),
            self.written,
            self.fixes + len(outcome.changes),
            self.decisions + len(outcome.decisions),
            self.notes + notes,
        )


class ReportFormat(Protocol):
    """Turns outcomes into text, one at a time, in order; the caller prints what comes back."""

    def outcome(self, outcome: Outcome) -> str:
        """What is to be said of one file; empty where nothing is."""

    def end(self, tally: Tally) -> str:
        """What closes the report."""
