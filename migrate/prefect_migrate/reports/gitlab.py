"""GitLab's Code Quality report, which shows findings in a merge request.

The fields are those that GitLab's documentation of the format requires.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

from prefect_migrate.model import Outcome
from prefect_migrate.printing import json_document
from prefect_migrate.reports.diff import git_path
from prefect_migrate.reports.finding import Finding, outcome_findings
from prefect_migrate.reports.interface import Tally

_SEVERITIES = {"error": "major", "warning": "minor", "note": "info"}


class GitLab:
    """Collects the findings and prints one array at the end."""

    def __init__(self) -> None:
        self._results: list[dict[str, Any]] = []
        self._seen: Counter[str] = Counter()

    def outcome(self, outcome: Outcome) -> str:
        """Keep one file's findings for the end."""
        path = git_path(outcome.source.path)
        self._results.extend(self._result(path, found) for found in outcome_findings(outcome))
        return ""

    def end(self, tally: Tally) -> str:
        """The array."""
        return json_document(self._results)

    def _result(self, path: str, found: Finding) -> dict[str, Any]:
        return {
            "description": f"{found.code}: {found.text}",
            "check_name": found.code,
            "fingerprint": self._fingerprint(f"{path}\0{found.code}\0{found.text}"),
            "severity": _SEVERITIES[found.severity],
            "location": {"path": path, "positions": _finding_positions(found)},
        }

    def _fingerprint(self, what: str) -> str:
        """The same for the same finding wherever it moves in its file, and unique in the report."""
        self._seen[what] += 1
        named = f"{what}\0{self._seen[what]}"
        return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()


def _finding_positions(found: Finding) -> dict[str, Any]:
    begin = {"line": found.line, "column": found.column}
    if not found.end_line:
        return {"begin": begin}
    return {"begin": begin, "end": {"line": found.end_line, "column": found.end_column}}
