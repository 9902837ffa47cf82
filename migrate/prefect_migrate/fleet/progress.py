"""What a fleet says on a terminal: a line for each repository, diffs, statistics, the totals."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence

from prefect_migrate.fleet import report
from prefect_migrate.fleet.fleet_request import FleetRequest
from prefect_migrate.fleet.task import Record
from prefect_migrate.printing import visible_text
from prefect_migrate.reports.style import Style, use_colour

_COLOURS = {"migrated": "green", "partly": "yellow", "untouched": "dim", "failed": "red"}


class FleetProgress:
    """Says what is done; with ``--diff`` standard output is for the diffs alone."""

    def __init__(self, request: FleetRequest, total: int) -> None:
        self._request = request
        self._total = total
        self._stream = sys.stderr if request.diff else sys.stdout
        self._style = Style(colour=use_colour(request.color, self._stream))

    def tell(self, record: Record, done: int) -> None:
        """One repository is done."""
        successful = record.status in ("migrated", "untouched")
        if successful and self._request.verbosity < 0:
            return
        result = visible_text(record.branch or record.patch or record.reason)
        status = self._style.paint(record.status, _COLOURS[record.status])
        line = f"{visible_text(record.name)}: {status} {result}".rstrip()
        self._say(f"[{done}/{self._total}] {line}")
        if self._request.verbosity > 0:
            for rule, count in record.left.items():
                self._say(f"  {rule}: {count} left")

    def end(self, records: Sequence[Record], folder: str) -> None:
        """All are done, and the tables stand in ``folder``."""
        if self._request.diff:
            for record in records:
                if record.patch:
                    _print_file(os.path.join(folder, "diffs", record.patch))
        if self._request.statistics:
            for line in _rule_statistics(records):
                self._say(line)
        totals = report.status_totals(records)
        summary = ", ".join(f"{count} {status}" for status, count in totals.items() if count)
        many = "1 repository" if len(records) == 1 else f"{len(records)} repositories"
        self._say(f"{many}: {summary}; see {visible_text(folder)}/fleet.html")

    def _say(self, line: str) -> None:
        self._stream.write(f"{line}\n")
        self._stream.flush()


def _print_file(path: str) -> None:
    with open(path, "rb") as file:
        data = file.read()
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _rule_statistics(records: Sequence[Record]) -> Iterator[str]:
    """Each rule with how often it changed something, and how often it left something."""
    fixed: Counter[str] = Counter()
    left: Counter[str] = Counter()
    for record in records:
        fixed.update(record.changes)
        left.update(record.left)
    yield f"{'rule':10}{'fixed':>8}{'left':>8}"
    for rule in sorted({*fixed, *left}):
        yield f"{rule:10}{fixed[rule]:8}{left[rule]:8}"
