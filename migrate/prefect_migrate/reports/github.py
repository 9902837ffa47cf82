"""Workflow commands of GitHub Actions, which show findings at their lines in a pull request."""

from __future__ import annotations

from prefect_migrate.model import Outcome
from prefect_migrate.reports.diff import git_path
from prefect_migrate.reports.finding import Finding, findings
from prefect_migrate.reports.interface import Tally

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


class GitHub:
    """``::error file=…,line=…,col=…,title=CODE::message``."""

    def outcome(self, outcome: Outcome) -> str:
        """One command a finding."""
        path = git_path(outcome.source.path)
        return "".join(_command(path, found) for found in findings(outcome))

    def end(self, tally: Tally) -> str:
        """Nothing: the commands stand for themselves."""
        return ""


def _command(path: str, found: Finding) -> str:
    places = {"file": path, "line": found.line, "col": found.column, "title": found.code}
    shown = ",".join(f"{key}={_property(str(value))}" for key, value in places.items())
    return f"::{_COMMANDS[found.severity]} {shown}::{_data(found.message)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
