"""Tables of cron: variables, and commands behind the times at which they run."""

from __future__ import annotations

import re

from prefect_codemods.lines import cut_lines
from prefect_codemods.shell import command_wrappers, script
from prefect_codemods.shell.assignments import judge_assignment
from prefect_codemods.shell.rules import VariableChange, shell_rules
from prefect_codemods.shell.words import scan_all
from prefect_codemods.text_edits import Report

_FIELD = r"[\d*/,?LW#A-Za-z-]+"
_JOB = re.compile(
    rf"[ \t]*(?:@(?:reboot|yearly|annually|monthly|weekly|daily|midnight|hourly)"
    rf"|(?=[\d*])(?:{_FIELD}[ \t]+){{4}}{_FIELD})[ \t]+(?=\S)"
)
_VARIABLE = re.compile(
    r"[ \t]*(?P<name>[A-Za-z_]\w*)[ \t]*=[ \t]*(?P<value>[^\r\n]*?)[ \t]*\r?\n?$"
)
_USER = re.compile(r"[a-z_][a-z0-9_-]*\$?")
_STARTS = frozenset(("cd", "env", "python", "python3", "sh", "bash"))


def holds_jobs(text: str) -> bool:
    """Whether the lines of ``text`` are jobs, comments and variables, as in a crontab."""
    lines = [line for line in text.splitlines() if line.strip() and line.lstrip()[0] != "#"]
    jobs = [line for line in lines if _JOB.match(line)]
    return bool(jobs) and all(line in jobs or _VARIABLE.match(line) for line in lines)


def read_crontab(report: Report) -> None:
    """Judge the variables and jobs of a crontab; what is neither is left."""
    offset = 0
    renamed: dict[str, VariableChange] = {}
    for line in cut_lines(report.text):
        start, offset = offset, offset + len(line)
        if line.lstrip().startswith("#"):
            continue
        if job := _JOB.match(line):
            end = start + len(line.rstrip())
            begin = _behind_user(report, start + job.end(), end)
            script.read_script(report, begin, end, "shell", renamed)
        elif variable := _VARIABLE.match(line):
            at, end = start + variable.start("value"), start + variable.end("value")
            name = start + variable.start("name")
            judge_assignment(report, name, variable["name"], at, end, renamed)


def _behind_user(report: Report, start: int, end: int) -> int:
    """Where the command of a job starts: the tables of a system name a user before it."""
    commands, _ = scan_all(report.text, start, end)
    words = commands[0].words if commands else []
    if len(words) < 2 or not _USER.fullmatch(words[0].raw):
        return start
    if any(words[0].raw == prefix[0] for prefix in command_wrappers.PREFIXES):
        return start
    second = words[1].value or words[1].raw
    known = {*_STARTS, *shell_rules(report.options).text.programs}
    program = command_wrappers.program_name(second)
    absolute = second.startswith(("/", "$")) and words[0].raw not in _STARTS
    if absolute or command_wrappers.ASSIGNMENT.match(second) or program in known:
        return words[1].start
    return start
