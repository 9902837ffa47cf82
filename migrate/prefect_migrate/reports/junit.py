"""JUnit's XML, which most continuous integrations show: a suite a file, a case a finding."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from prefect_migrate.model import Outcome
from prefect_migrate.printing import visible_lines, visible_text
from prefect_migrate.reports.diff import git_path
from prefect_migrate.reports.finding import Finding, outcome_findings
from prefect_migrate.reports.interface import Tally


class JUnit:
    """Collects the suites and prints one document at the end.

    What is left to a person fails; what was changed passes and says so; a file that could not be
    migrated is an error.
    """

    def __init__(self) -> None:
        self._root = Element("testsuites", name="prefect-migrate")

    def outcome(self, outcome: Outcome) -> str:
        """Keep one file's suite for the end."""
        path = visible_text(git_path(outcome.source.path))
        found = list(outcome_findings(outcome))
        errors = sum(one.kind == "refusal" for one in found)
        failures = sum(one.severity != "note" for one in found) - errors
        counts = {
            "tests": str(len(found) or 1),
            "failures": str(failures),
            "errors": str(errors),
        }
        suite = SubElement(self._root, "testsuite", {"name": path, **counts})
        for one in found:
            _add_test_case(suite, path, one)
        if not found:
            SubElement(suite, "testcase", name="nothing to migrate", classname=path)
        return ""

    def end(self, tally: Tally) -> str:
        """The document."""
        for count in ("tests", "failures", "errors"):
            self._root.set(count, str(sum(int(suite.attrib[count]) for suite in self._root)))
        indent(self._root)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(self._root, "unicode")}\n'


def _add_test_case(suite: Element, path: str, found: Finding) -> None:
    place = {"line": str(found.line), "column": str(found.column)}
    case = SubElement(suite, "testcase", {"name": found.code, "classname": path, **place})
    message = visible_lines(found.text)
    if found.severity == "note":
        SubElement(case, "system-out").text = f"{path}:{found.line}:{found.column}: {message}"
    else:
        tag = "error" if found.kind == "refusal" else "failure"
        failure = SubElement(case, tag, message=message, type=found.severity)
        failure.text = f"{path}:{found.line}:{found.column}: {found.code} {message}"
