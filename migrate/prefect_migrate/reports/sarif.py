"""SARIF 2.1.0, as code scanning services read it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import prefect_migrate
from prefect_codemods.rule import Rule
from prefect_migrate.model import Outcome
from prefect_migrate.reports.diff import git_path
from prefect_migrate.reports.finding import Finding, findings
from prefect_migrate.reports.interface import Tally
from prefect_migrate.reports.rulebook import known_rules

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


class Sarif:
    """Collects the findings and prints one log at the end."""

    def __init__(self) -> None:
        self._results: list[dict[str, Any]] = []

    def outcome(self, outcome: Outcome) -> str:
        """Keep one file's findings for the end."""
        path = quote(git_path(outcome.source.path))
        self._results.extend(_result(path, found) for found in findings(outcome))
        return ""

    def end(self, tally: Tally) -> str:
        """The log."""
        codes = sorted({str(result["ruleId"]) for result in self._results})
        rules = known_rules() if codes else {}
        driver = {
            "name": "prefect-migrate",
            "version": prefect_migrate.__version__,
            "rules": [_rule(code, rules) for code in codes],
        }
        run = {
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "results": self._results,
        }
        log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
        return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(code: str, rules: Mapping[str, Rule]) -> dict[str, Any]:
    known = rules.get(code)
    if known is None:
        return {"id": code}
    return {
        "id": code,
        "name": known.name,
        "shortDescription": {"text": known.what},
        "fullDescription": {"text": known.why},
    }


def _result(path: str, found: Finding) -> dict[str, Any]:
    region = {"startLine": found.line, "startColumn": found.column}
    place = {"artifactLocation": {"uri": path}, "region": region}
    return {
        "ruleId": found.code,
        "level": found.severity,
        "message": {"text": found.message},
        "locations": [{"physicalLocation": place}],
    }
