"""Reviewdog's diagnostic format, one document a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from prefect_migrate.model import Outcome, split_lines
from prefect_migrate.printing import json_document
from prefect_migrate.reports.diff import git_path
from prefect_migrate.reports.finding import Finding
from prefect_migrate.reports.fixes import Fixable, fixable_findings
from prefect_migrate.reports.hunks import DiffHunk
from prefect_migrate.reports.interface import Tally
from prefect_migrate.reports.links import rule_url

_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "note": "INFO"}


class RdJson:
    """Collects the findings and prints one document at the end."""

    def __init__(self, rules_url: str = "") -> None:
        self._rules_url = rules_url
        self._results: list[dict[str, Any]] = []

    def outcome(self, outcome: Outcome) -> str:
        """Keep one file's findings for the end."""
        path = git_path(outcome.source.path)
        lines = split_lines(outcome.source.text)
        for found in fixable_findings(outcome):
            self._results.append(_rdjson_result(path, lines, found, self._rules_url))
        return ""

    def end(self, tally: Tally) -> str:
        """The document."""
        log = {
            "source": {"name": "prefect-migrate"},
            "severity": "WARNING",
            "diagnostics": self._results,
        }
        return json_document(log)


def _rdjson_result(
    path: str, lines: Sequence[str], found: Fixable, rules_url: str
) -> dict[str, Any]:
    finding = found.finding
    code = {"value": finding.code}
    if url := rule_url(finding.code, rules_url):
        code["url"] = url
    result: dict[str, Any] = {
        "message": _result_message(found),
        "location": {"path": path, "range": _result_range(lines, finding)},
        "severity": _SEVERITIES[finding.severity],
        "code": code,
    }
    if found.own and found.first:
        suggestion = _line_suggestion(lines, found.own)
        result["location"]["range"] = suggestion["range"]
        result["suggestions"] = [suggestion]
    return result


def _result_message(found: Fixable) -> str:
    """What is said; reviewers apply suggestions one by one, so what belongs together is named."""
    text = found.finding.text
    others = [str(edit.start + 1) for edit in found.all if edit is not found.own]
    if not (found.own and found.first and others):
        return text
    return f"{text} (apply together with the suggestion at line {', '.join(others)})"


def _result_range(lines: Sequence[str], found: Finding) -> dict[str, Any]:
    place = {"start": _byte_position(lines, found.line, found.column)}
    if found.end_line:
        place["end"] = _byte_position(lines, found.end_line, found.end_column)
    return place


def _byte_position(lines: Sequence[str], line: int, column: int) -> dict[str, int]:
    """Its columns count bytes of UTF-8 (reviewdog.proto, Position)."""
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    return {"line": line, "column": len(_encode_line(text[: column - 1])) + 1}


def _encode_line(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _line_suggestion(lines: Sequence[str], edit: DiffHunk) -> dict[str, Any]:
    """Whole lines without the last line end, as reviewers take them.

    What is only inserted takes a neighbouring line along: a reviewer can't comment on no line.
    """
    start, end, after = edit.start, edit.end, list(edit.after)
    if start == end and start:
        start, after = start - 1, [lines[start - 1], *after]
    elif start == end and lines:
        end, after = 1, [*after, lines[0]]
    last = lines[end - 1] if end else ""
    stop = len(_encode_line(last.rstrip("\r\n"))) + 1
    return {
        "range": {
            "start": {"line": start + 1, "column": 1},
            "end": {"line": max(end, 1), "column": stop},
        },
        "text": "".join(after).removesuffix("\n").removesuffix("\r"),
    }
