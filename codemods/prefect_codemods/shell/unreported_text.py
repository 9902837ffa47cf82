"""The last look at a text: what is old in it, and nothing was said about."""

from __future__ import annotations

import re

from prefect_codemods.findings import Diagnostic, Level
from prefect_codemods.rule import registered_rules
from prefect_codemods.shell.plain_search import find_old
from prefect_codemods.text_edits import Report

_COMMENT = re.compile(r"^[ \t]*[#;][^\n]*", re.MULTILINE)
_BEHIND = re.compile(r"^(?P<code>[^\n\"']*?[ \t])#[ \t][^\n]*", re.MULTILINE)
"""A comment behind code without quotes, within which a hash would be no comment."""


def search_unreported_text(report: Report) -> None:
    """Report what a plain search finds in the lines about which nothing was said.

    Commands in keys that nobody knows, files that a script writes, arguments of programs that
    aren't known: no reader reads all of a language, and what none read must not be left silently.
    A line that is edited is searched as it is afterwards: a second run would find it there.
    """
    # What a TOML file's name and tables say is known already.
    tables = report.language != "toml"
    text = _without_comments(report.unreported())
    for found in find_old(text, report.options, tables=tables):
        _tell_at(report, found, report.offset(found.line, found.column))
    for number, line in list(report.rewritten_lines()):
        for found in find_old(_without_comments(line), report.options):
            _tell_at(report, found, report.offset(number, 1))


def _without_comments(text: str) -> str:
    text = _COMMENT.sub(_as_blanks, text)
    return _BEHIND.sub(lambda match: match["code"] + _as_blanks(match)[len(match["code"]) :], text)


def _tell_at(report: Report, found: Diagnostic, at: int) -> None:
    rule = registered_rules().get(found.rule)
    if rule is not None and found.level is not Level.NOTE:
        report.tell(rule, at, found.message, level=found.level, help=found.help)


def _as_blanks(match: re.Match[str]) -> str:
    return " " * len(match.group())
