"""What a line says once its constants are filled in: `$(PREFECT) agent start`, `prefect:${TAG}`.

Constants are variables that the same text sets once, to a plain value. What they make of a line is
reported and never edited, because the value may be set from outside.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from prefect_codemods.lines import cut_lines
from prefect_codemods.rule import registered_rules
from prefect_codemods.shell.plain_search import search_text
from prefect_codemods.text_edits import Report

_SET = re.compile(
    r"^[ \t]*(?:export[ \t]+|readonly[ \t]+|local[ \t]+|ARG[ \t]+|ENV[ \t]+)?(?P<name>[A-Za-z_]\w*)"
    r"(?:[ \t]*[:?]{1,2}=[ \t]*|[ \t]*=[ \t]*)"
    r"(?P<value>\"[^\"$`\n]*\"|'[^'$\n]*'|[^\s\"'$`#]+(?:[ \t]+[^\s\"'$`#]+)*)[ \t]*(?:#[^\n]*)?\r?$",
    re.MULTILINE,
)
_KEY = re.compile(
    r"^[ \t]*(?:-[ \t]+)?(?P<name>[A-Z_][A-Z0-9_]*)[ \t]*:[ \t]+"
    r"(?P<value>\"[^\"$`\n]*\"|'[^'$\n]*'|[^\s\"'$`#]+)[ \t]*(?:#[^\n]*)?\r?$",
    re.MULTILINE,
)
"""A variable of a CI file."""
_USED = re.compile(
    r"(?<![$\\])\$(?:\{(?P<braced>\w+)(?::?[-=](?P<default>[^}$]*))?\}|\((?P<make>\w+)\)"
    r"|\{\{\s*env\.(?P<github>\w+)\s*\}\}|(?P<bare>\w+))"
)
_FLAGS = re.compile(r"^\t[ \t]*[-@+ \t]+")
"""What make reads before the command of a recipe."""


def read_expanded(report: Report) -> None:
    """Report what constants make of the lines about which nothing was said."""
    constants = _find_constants(report.text, report.language)
    offset = 0
    for line in cut_lines(report.text):
        start, offset = offset, offset + len(line)
        if (
            "$" not in line
            or line.lstrip().startswith("#")
            or report.has_reported_on(start, offset)
        ):
            continue
        used: list[tuple[int, int]] = []
        filled = _USED.sub(partial(_expanded_value, constants=constants, used=used), line)
        if filled == line:
            continue
        if report.language == "makefile":
            # Else `@$(PREFECT)` would be a program of another name.
            filled = _FLAGS.sub("\t", filled)
        # What the line says as it is written needs no variables, and is told by its own reader.
        known = {(d.rule, d.message) for d in search_text(line, report.options)}
        for found in search_text(filled, report.options):
            rule = registered_rules().get(found.rule)
            if rule is not None and (found.rule, found.message) not in known:
                at = start + len(line) - len(line.lstrip())
                made = replace(found, message=f"{found.message} (variables filled in)")
                report.tell(rule, at, made.message, level=made.level, help=made.help)
                for place in used:
                    report.leave(*place)


def _find_constants(text: str, language: str) -> dict[str, re.Match[str]]:
    """The places where constants are set, by their names."""
    values: dict[str, dict[str, re.Match[str]]] = {}
    for pattern in (_SET, _KEY) if language == "yaml" else (_SET,):
        for match in pattern.finditer(text):
            values.setdefault(match["name"], {})[match["value"].strip("\"'")] = match
    return {name: next(iter(found.values())) for name, found in values.items() if len(found) == 1}


def _expanded_value(
    match: re.Match[str], constants: dict[str, re.Match[str]], used: list[tuple[int, int]]
) -> str:
    """What stands for a variable; ``used`` gets the place where it is set."""
    name = match["braced"] or match["make"] or match["github"] or match["bare"]
    if name not in constants:
        return match["default"] or match.group()
    used.append(constants[name].span())
    return constants[name]["value"].strip("\"'")
