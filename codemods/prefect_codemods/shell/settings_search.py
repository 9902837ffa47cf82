"""Old keys of the library's configuration file in text that is no such file, or can't be read as one.

A page shows them with placeholders that are no TOML, a script writes them to a file.
"""

from __future__ import annotations

import re
from functools import cache

from prefect_codemods.options import Options
from prefect_codemods.shell.assignments import without_quotes
from prefect_codemods.shell.rules import shell_rules
from prefect_codemods.text_edits import Report

_LEAD = r"^(?:[ \t>]*|[^\n]*?\becho[ \t]+(?:-[a-zA-Z]+[ \t]+)*)[\"']?"
"""What stands before such a line: a quote's mark, or the command that prints the line."""
_END = r"[ \t\r]*[\"']?[ \t]*(?:(?:>|\||&&|;|\\)[^\n]*)?$"
_ENTRY = re.compile(
    rf"{_LEAD}(?P<key>[A-Za-z_][\w.]*)[ \t]*=[ \t]*(?P<value>[^\n]*?){_END}", re.MULTILINE
)
_TABLE = re.compile(rf"{_LEAD}\[", re.MULTILINE)


def search_settings(report: Report) -> None:
    """Report old keys below the header of one of the configuration file's tables."""
    known = shell_rules(report.options).text
    if not names_tables(report.text, report.options):
        return
    # Late, since few texts name a table, and every page comes here.
    from prefect_codemods.shell.toml_settings import report_old_key

    # A printed text may hold its line ends as escapes, which are as long as these.
    text = report.text.replace("\\n", " \n")
    for header in _header(known.config_tables).finditer(text):
        behind = _TABLE.search(text, header.end())
        stop = len(text) if behind is None else behind.start()
        for entry in _ENTRY.finditer(text, header.end(), stop):
            path = f"{header['table']}.{entry['key']}"
            report_old_key(report, entry.start("key"), path, without_quotes(entry["value"]))


def names_tables(text: str, options: Options) -> bool:
    """Whether ``text`` names a table of the configuration file in brackets."""
    tables = shell_rules(options).text.config_tables
    return "[" in text and _bracketed(tables).search(text) is not None


@cache
def _bracketed(tables: frozenset[str]) -> re.Pattern[str]:
    """The name of one of ``tables``, or of one below it, in brackets."""
    names = "|".join(map(re.escape, sorted(tables))) or "(?!)"
    return re.compile(rf"\[(?P<table>(?:{names})(?:\.\w+)*)\]")


@cache
def _header(tables: frozenset[str]) -> re.Pattern[str]:
    """A line that begins one of ``tables`` or one below it, also as the first of a quoted text."""
    return re.compile(rf"(?:{_LEAD}|[\"']){_bracketed(tables).pattern}{_END}", re.MULTILINE)
