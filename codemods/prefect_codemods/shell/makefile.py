"""Makefiles: recipe lines, and variables that a rule or the environment gets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prefect_codemods.lines import cut_lines
from prefect_codemods.shell import script
from prefect_codemods.shell.assignments import judge_assignment, rename_readings
from prefect_codemods.shell.rules import VariableChange
from prefect_codemods.text_edits import Report

_VARIABLE = re.compile(
    r"[ ]*(?:[\w./%-]+(?:[ ]+[\w./%-]+)*[ ]*:[ \t]*)?(?:(?:export|override|private)[ \t]+)*"
    r"(?P<name>[A-Za-z_][\w.-]*)[ \t]*(?P<how>::?:?=|\?=|\+=|!=|=)[ \t]*(?P<value>[^#\r\n]*)"
)
_RULE = re.compile(r"[^\t#=:][^=:]*::?(?!=)(?P<rest>[^\r\n]*)")
_FLAGS = re.compile(r"\t[ \t]*[-@+ \t]*")


def read_makefile(report: Report) -> None:
    """Judge a Makefile line by line, continued lines as one."""
    if re.search(r"^\.RECIPEPREFIX\b", report.text, re.MULTILINE):
        script.report_leftovers(
            report, 0, len(report.text), "a Makefile with its own recipe prefix"
        )
        return
    renamed: dict[str, VariableChange] = {}
    pending = list(_logical_lines(report.text))
    for start, line in pending:
        if not line.startswith("\t"):
            _judge_variable(report, start, line, renamed)
    for start, line in pending:
        if line.startswith("\t"):
            match = _FLAGS.match(line)
            assert match is not None
            script.read_script(report, start + match.end(), start + len(line), "makefile", renamed)
        else:
            rename_readings(report, start, line.partition("#")[0], renamed, make=True)


def _judge_variable(
    report: Report, start: int, line: str, renamed: dict[str, VariableChange]
) -> None:
    match = _VARIABLE.match(line)
    if match is None:
        if (rule := _RULE.match(line)) and ";" in rule["rest"]:
            at = start + rule.start("rest") + rule["rest"].index(";") + 1
            script.read_script(report, at, start + len(line), "makefile", renamed)
        return
    value = match["value"].rstrip()
    at = start + match.start("value")
    name = match["name"]
    judge_assignment(report, start + match.start("name"), name, at, at + len(value), renamed)
    script.report_leftovers(report, at, at + len(value), "a make variable")


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """The logical lines with their offsets."""
    offset = start = 0
    gathered = ""
    for line in cut_lines(text):
        if not gathered:
            start = offset
        gathered += line
        offset += len(line)
        if not line.rstrip("\r\n").endswith("\\"):
            yield start, gathered
            gathered = ""
    if gathered:
        yield start, gathered
