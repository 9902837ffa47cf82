"""INI files that run commands (supervisord, tox, setup.cfg), and ``.env`` files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prefect_codemods.findings import Level
from prefect_codemods.lines import cut_lines
from prefect_codemods.shell import script
from prefect_codemods.shell.assignments import judge_assignment
from prefect_codemods.shell.rules import VariableChange, shell_rules
from prefect_codemods.text_edits import Report

_ENV = re.compile(
    r"[ \t]*(?:export[ \t]+)?(?P<name>[A-Za-z_]\w*)[ \t]*=[ \t]*"
    r"(?P<value>\"[^\"\n]*\"|'[^'\n]*'|[^#\r\n]*?)[ \t]*(?:#[^\n]*)?\r?\n?$"
)
_OPTION = re.compile(r"(?P<key>[A-Za-z][\w.-]*)[ \t]*[=:][ \t]*")
_COMMANDS = frozenset(
    (
        *("command", "commands", "commands_pre", "commands_post", "execstart", "execstartpre"),
        *("execstartpost", "execstop", "execstoppost", "execreload", "execcondition"),
    )
)
_ENVIRONMENTS = frozenset(("environment", "setenv", "set_env"))
_PAIR = re.compile(
    r"(?:^|(?<=[\s,;\"']))(?P<name>[A-Z][A-Z_0-9]*)[ ]*=[ ]*"
    r"(?P<value>\"[^\"\n]*\"|'[^'\n]*'|[^\s,;\"']*)"
)
_REQUIRES = frozenset(
    ("install_requires", "deps", "dependencies", "requires", "tests_require", "setup_requires")
)


def read_env(report: Report) -> None:
    """Judge the variables of a ``.env`` file."""
    offset = 0
    renamed: dict[str, VariableChange] = {}
    for line in cut_lines(report.text):
        if not line.lstrip().startswith("#") and (match := _ENV.match(line)):
            at, end = offset + match.start("value"), offset + match.end("value")
            start = offset + match.start("name")
            judge_assignment(report, start, match["name"], at, end, renamed)
        offset += len(line)


def read_ini(report: Report) -> None:
    """Judge the commands, variables and requirements of an INI file."""
    renamed: dict[str, VariableChange] = {}
    for option, start, line in _value_lines(report.text):
        key = option.lower()
        end = start + len(line.rstrip())
        if key in _COMMANDS:
            # supervisord reads one command from all of these lines, tox one from each.
            if key == "command" and "\n" in line.strip():
                script.report_leftovers(report, start, end, "a command over several lines")
            else:
                script.read_script(report, start, end, "ini", renamed)
        elif key in _ENVIRONMENTS:
            for match in _PAIR.finditer(line):
                at = start + match.start("value")
                end = start + match.end("value")
                judge_assignment(
                    report, start + match.start("name"), match["name"], at, end, renamed
                )
        elif key in _REQUIRES:
            requirement = line.strip()
            rules = shell_rules(report.options)
            if requirement and (pin := rules.judge_requirement(requirement, report.options)):
                report.tell(pin.rule, start, pin.message, level=pin.level)
        else:
            script.report_leftovers(report, start, end, f"the option `{option}`")
            pin = shell_rules(report.options).judge_requirement(line.strip(), report.options)
            if pin is not None and pin.level is not Level.NOTE:
                report.tell(pin.rule, start, pin.message, level=pin.level)


def _value_lines(text: str) -> Iterator[tuple[str, int, str]]:
    """The lines of each value as (option, offset, text); comments are left out.

    Continued lines come together, and so do all lines of a ``command``.
    """
    held: tuple[str, int, int] | None = None  # key, start and end of what may go on
    for key, start, end in _ini_lines(text):
        if held is not None:
            last = text[held[1] : held[2]].rstrip()
            if held[0] == key and (last.endswith("\\") or (key.lower() == "command")):
                held = (key, held[1], end)
                continue
            yield held[0], held[1], text[held[1] : held[2]]
        held = (key, start, end)
    if held is not None:
        yield held[0], held[1], text[held[1] : held[2]]


def _ini_lines(text: str) -> Iterator[tuple[str, int, int]]:
    key = ""
    offset = 0
    for line in cut_lines(text):
        start, offset = offset, offset + len(line)
        stripped = line.strip()
        if not stripped or stripped[0] in "#;":
            continue
        if line[0] in " \t":
            if key:
                yield key, start + len(line) - len(line.lstrip()), offset
        elif stripped[0] == "[":
            key = ""
        elif match := _OPTION.match(line):
            key = match["key"]
            if line[match.end() :].strip():
                yield key, start + match.end(), offset
