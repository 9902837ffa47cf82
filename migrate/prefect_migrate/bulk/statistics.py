"""What a run over many files came to, in figures."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from prefect_migrate.model import Level, Outcome
from prefect_migrate.printing import visible_text

if TYPE_CHECKING:
    from prefect_migrate.bulk.run import Run

_SLOWEST = 5


@dataclass(slots=True)
class Statistics:
    """Sums over outcomes: what changed and what is left by rule, and decisions by grade."""

    changes: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    grades: Counter[str] = field(default_factory=Counter)
    remaining: int = 0
    files: int = 0
    changed: int = 0
    refused: int = 0
    started: float = field(default_factory=time.monotonic)

    def add(self, outcome: Outcome) -> None:
        """Count one more file."""
        self.files += 1
        self.changed += outcome.changed
        self.refused += outcome.refusal is not None
        self.changes.update(change.rule for change in outcome.changes)
        open_ones = (found for found in outcome.diagnostics if found.level is not Level.NOTE)
        self.left.update(found.rule for found in open_ones)
        self.grades.update(decision.grade.value for decision in outcome.decisions)
        self.remaining += len(outcome.remaining)

    def table(self, runs: Sequence[Run]) -> str:
        """All figures, with those of ``runs``: files looked at, wall times."""
        return "".join(f"{line}\n" for line in self._lines(runs))

    def _lines(self, runs: Sequence[Run]) -> Iterator[str]:
        scanned = sum(run.scanned() for run in runs) or self.files
        elapsed = time.monotonic() - self.started
        yield f"Files    looked at {scanned:,}, of interest {self.files:,}, in {elapsed:.1f} s"
        rules = sorted({*self.changes, *self.left})
        if rules:
            yield "Rules        changes    left"
            for rule in rules:
                yield f"  {rule:8} {self.changes[rule]:9,} {self.left[rule]:7,}"
        if self.grades or self.remaining:
            yield "Decisions"
            for grade in ("chosen", "proven", "equivalent", "policy", "needs-review"):
                if self.grades[grade]:
                    yield f"  {grade:14} {self.grades[grade]:6,}"
            yield f"  {'left in markers':14} {self.remaining:5,}"
        seconds = [item for run in runs for item in run.seconds.items()]
        slowest = sorted(seconds, key=lambda item: (-item[1], item[0]))[:_SLOWEST]
        if slowest:
            yield "Slowest"
            for path, took in slowest:
                yield f"  {took:6.2f} s  {visible_text(path)}"

    def next_steps(self, writes: bool) -> str:
        """What a person does now; nothing where there is nothing to do."""
        lines = []
        if self.changed and not writes:
            lines.append("To apply the fixes: the same command without --check or --diff.")
        if self.changed and writes:
            lines.append("To undo them: prefect-migrate undo")
        if self.left:
            most = min(self.left, key=lambda rule: (-self.left[rule], rule))
            lines.append(f"To read about what needs your attention: prefect-migrate rule {most}")
        return "".join(f"{line}\n" for line in lines)
