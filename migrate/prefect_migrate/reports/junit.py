"""JUnit's XML, which most continuous integrations show: a suite a file, a case a finding."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from prefect_migrate.model import Outcome
from prefect_migrate.reports.diff import git_path
from prefect_migrate.reports.finding import Finding, findings
from prefect_migrate.reports.interface import Tally

# XML 1.0, section 2.2: what no document can hold.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class JUnit:
    """Collects the suites and prints one document at the end.

    What is left to a person fails; what was changed passes and says so.
    """

    def __init__(self) -> None:
        self._root = Element("testsuites", name="prefect-migrate")

    def outcome(self, outcome: Outcome) -> str:
        """Keep one file's suite for the end."""
        path = _clean(git_path(outcome.source.path))
        found = list(findings(outcome))
        failures = sum(one.severity != "note" for one in found)
        counts = {"tests": str(len(found) or 1), "failures": str(failures), "errors": "0"}
        suite = SubElement(self._root, "testsuite", {"name": path, **counts})
        for one in found:
            _case(suite, path, one)
        if not found:
            SubElement(suite, "testcase", name="nothing to do", classname=path)
        return ""

    def end(self, tally: Tally) -> str:
        """The document."""
        for count in ("tests", "failures", "errors"):
            self._root.set(count, str(sum(int(suite.attrib[count]) for suite in self._root)))
        indent(self._root)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(self._root, "unicode")}\n'


def _case(suite: Element, path: str, found: Finding) -> None:
    place = {"line": str(found.line), "column": str(found.column)}
    case = SubElement(suite, "testcase", {"name": found.code, "classname": path, **place})
    told = _clean(found.message)
    if found.severity == "note":
        SubElement(case, "system-out").text = f"{path}:{found.line}:{found.column}: {told}"
    else:
        failure = SubElement(case, "failure", message=told, type=found.severity)
        failure.text = f"{path}:{found.line}:{found.column}: {found.code} {told}"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
