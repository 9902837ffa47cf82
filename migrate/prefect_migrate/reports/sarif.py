"""SARIF 2.1.0, as code scanning services read it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import prefect_migrate
from prefect_migrate.model import Outcome
from prefect_migrate.printing import json_document
from prefect_migrate.reports.diff import git_path
from prefect_migrate.reports.finding import Finding
from prefect_migrate.reports.fixes import Fixable, fixable_findings
from prefect_migrate.reports.hunks import DiffHunk
from prefect_migrate.reports.interface import Tally
from prefect_migrate.reports.links import describe_code

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


class Sarif:
    """Collects the findings and prints one log at the end; ``rules_url`` hosts the rules' pages."""

    def __init__(self, rules_url: str = "") -> None:
        self._rules_url = rules_url
        self._results: list[dict[str, Any]] = []

    def outcome(self, outcome: Outcome) -> str:
        """Keep one file's findings for the end."""
        path = quote(git_path(outcome.source.path).encode("utf-8", "surrogateescape"))
        self._results.extend(_sarif_result(path, found) for found in fixable_findings(outcome))
        return ""

    def end(self, tally: Tally) -> str:
        """The log."""
        codes = sorted({str(result["ruleId"]) for result in self._results})
        index = {code: number for number, code in enumerate(codes)}
        for result in self._results:
            result["ruleIndex"] = index[result["ruleId"]]
        driver = {
            "name": "prefect-migrate",
            "version": prefect_migrate.__version__,
            "rules": [_sarif_rule(code, self._rules_url) for code in codes],
        }
        run = {
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "results": self._results,
        }
        log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
        return json_document(log)


def _sarif_rule(code: str, rules_url: str) -> dict[str, Any]:
    known = describe_code(code, rules_url)
    rule: dict[str, Any] = {"id": code, "name": known.name}
    if known.what:
        rule["shortDescription"] = {"text": known.what}
        rule["fullDescription"] = {"text": known.why or known.what}
        rule["help"] = {"text": f"{known.what} {known.why}".strip()}
    if known.url:
        rule["helpUri"] = known.url
    return rule


def _sarif_result(path: str, found: Fixable) -> dict[str, Any]:
    finding = found.finding
    artifact = {"uri": path}
    place = {"artifactLocation": artifact, "region": _sarif_region(finding)}
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": finding.severity,
        "message": {"text": finding.text},
        "locations": [{"physicalLocation": place}],
    }
    properties = {"grade": finding.grade, "id": finding.id}
    if known := {key: value for key, value in properties.items() if value}:
        result["properties"] = known
    if found.all:
        change = {
            "artifactLocation": artifact,
            "replacements": [_sarif_replacement(edit) for edit in found.all],
        }
        result["fixes"] = [{"description": {"text": finding.message}, "artifactChanges": [change]}]
    return result


def _sarif_region(found: Finding) -> dict[str, int]:
    region = {"startLine": found.line, "startColumn": found.column}
    if found.end_line:
        region |= {"endLine": found.end_line, "endColumn": found.end_column}
    return region


def _sarif_replacement(edit: DiffHunk) -> dict[str, Any]:
    line, column, end_line, end_column = edit.span
    return {
        "deletedRegion": {
            "startLine": line,
            "startColumn": column,
            "endLine": end_line,
            "endColumn": end_column,
        },
        "insertedContent": {"text": edit.text},
    }
