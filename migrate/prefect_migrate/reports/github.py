"""Workflow commands of GitHub Actions, which show findings at their lines in a pull request."""

from __future__ import annotations

from prefect_migrate.model import Outcome
from prefect_migrate.printing import visible_lines, visible_text
from prefect_migrate.reports.diff import git_path
from prefect_migrate.reports.finding import Finding, outcome_findings
from prefect_migrate.reports.interface import Tally

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


class GitHub:
    """``::error file=…,line=…,endLine=…,col=…,title=CODE::message``."""

    def outcome(self, outcome: Outcome) -> str:
        """One command a finding."""
        path = git_path(outcome.source.path)
        return "".join(_workflow_command(path, found) for found in outcome_findings(outcome))

    def end(self, tally: Tally) -> str:
        """Nothing: the commands stand for themselves."""
        return ""


def _workflow_command(path: str, found: Finding) -> str:
    places: dict[str, object] = {"file": path, "line": found.line}
    if found.last_line > found.line:
        # Columns are for findings on one line only.
        places["endLine"] = found.last_line
    else:
        places["col"] = found.column
        if found.end_line == found.line and found.end_column > found.column:
            places["endColumn"] = found.end_column
    places["title"] = found.code
    shown = ",".join(f"{key}={_escape_property(str(value))}" for key, value in places.items())
    return f"::{_COMMANDS[found.severity]} {shown}::{_escape_data(found.text)}\n"


def _escape_data(text: str) -> str:
    return visible_lines(text).replace("%", "%25").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(visible_text(text)).replace(":", "%3A").replace(",", "%2C")
