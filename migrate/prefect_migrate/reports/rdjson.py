"""Reviewdog's diagnostic format, one document a run."""

from __future__ import annotations

import json
from typing import Any

from prefect_migrate.model import Outcome
from prefect_migrate.reports.diff import git_path
from prefect_migrate.reports.finding import Finding, findings
from prefect_migrate.reports.interface import Tally

_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "note": "INFO"}


class RdJson:
    """Collects the findings and prints one document at the end."""

    def __init__(self) -> None:
        self._results: list[dict[str, Any]] = []

    def outcome(self, outcome: Outcome) -> str:
        """Keep one file's findings for the end."""
        path = git_path(outcome.source.path)
        lines = outcome.source.text.split("\n")
        self._results.extend(_result(path, lines, found) for found in findings(outcome))
        return ""

    def end(self, tally: Tally) -> str:
        """The document."""
        log = {
            "source": {"name": "prefect-migrate"},
            "severity": "WARNING",
            "diagnostics": self._results,
        }
        return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _result(path: str, lines: list[str], found: Finding) -> dict[str, Any]:
    line = lines[found.line - 1] if 0 < found.line <= len(lines) else ""
    # Its columns count bytes of UTF-8 (reviewdog.proto, Position).
    column = len(line[: found.column - 1].encode("utf-8", "surrogateescape")) + 1
    return {
        "message": found.message,
        "location": {"path": path, "range": {"start": {"line": found.line, "column": column}}},
        "severity": _SEVERITIES[found.severity],
        "code": {"value": found.code},
    }
