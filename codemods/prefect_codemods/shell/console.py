"""A session in a terminal: commands behind prompts, and what they printed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from prefect_codemods.lines import cut_lines
from prefect_codemods.shell import script
from prefect_codemods.shell.command_wrappers import program_name
from prefect_codemods.shell.rules import VariableChange, shell_rules
from prefect_codemods.shell.words import scan_all
from prefect_codemods.text_edits import Report

_PROMPT = re.compile(
    r"[ \t]*(?:\([\w.-]+\)[ \t]*)?"
    r"(?:\[?[\w.-]+@[\w.-]+[^\n$#%]*[$#%]|(?:[\w.~:/-]+[ \t]+)?[\w.~:/-]*\$|[a-z]*sh-[\d.]+#|%|[\u276f\u00bb\u203a\u03bb]"
    r"|\u279c[ \t]+[\w.~/-]+(?:[ \t]+git:\([^\n)]*\))?(?:[ \t]+\u2717)?)[ \t]+(?=\S)"
)
"""Those of common shells and themes: `$`, `user@host:~$`, `sh-4.2#`, angle quotes and arrows."""


_OTHER_PROMPT = re.compile(
    r"[ \t]*(?:\([\w.-]+\)[ \t]*)?(?:PS\b[^>\n]*|[A-Za-z]:\\[^>\n]*)>"
    r"|[ \t]*(?:In \[[\d*]*\]:|>>>|\.{3,}:?)[ \t]"
)
"""Those of Windows and of Python: what stands behind them is found, and not read as a shell does."""
_MORE = re.compile(r"[ \t]*>[ \t]+(?=\S)")
"""The prompt for the rest of a command."""
_BEHIND_A_SIGN = re.compile(r"[>$#%\u276f\u00bb\u203a\u03bb\u2717][ \t]+$")
"""What ends a prompt of whatever form."""
_HASH = re.compile(r"[ \t]*#[ \t]+(?=\S)")
"""The prompt of root, or the start of a comment."""
_CARRIERS = frozenset({"docker", "podman", "docker-compose", "helm", "kubectl", "pip", "export"})
"""Programs that may get an old image, variable or requirement."""


def begins_with_prompt(text: str) -> bool:
    """Whether the first line that isn't blank or a comment starts with a prompt."""
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            return bool(_PROMPT.match(line))
    return False


def read_console(report: Report) -> None:
    """Judge the commands of a session; a text without any prompt is a script."""
    lines = cut_lines(report.text)
    prompt = _PROMPT
    if not any(_PROMPT.match(line) for line in lines):
        if not _is_root_session(report, lines):
            script.read_script(report)
            report_behind_hashes(report)
            return
        prompt = _HASH
    offset = 0
    number = 0
    renamed: dict[str, VariableChange] = {}
    goes_on = False
    while number < len(lines):
        match = prompt.match(lines[number]) or (_MORE.match(lines[number]) if goes_on else None)
        # The lines of a here-document are no commands, and are only searched.
        here = match is not None and "<<" in lines[number]
        start = offset + (match.end() if match else 0)
        offset += len(lines[number])
        while match and lines[number].rstrip("\r\n").endswith("\\") and number + 1 < len(lines):
            number += 1
            offset += len(lines[number])
        number += 1
        if match is not None:
            script.read_script(report, start, offset, "console", renamed)
            goes_on = not here
        elif not _OTHER_PROMPT.match(report.text, start):
            _tell_printed(report, start, offset)
            goes_on = False
    if prompt is _PROMPT:
        report_behind_hashes(report)


def report_behind_hashes(report: Report) -> None:
    """Report the old commands behind a hash, which is a comment's or the prompt of root.

    For texts that people read: there a comment shows what to type.
    """
    for start in _old_behind_hashes(report, cut_lines(report.text)):
        rule = shell_rules(report.options).text.uncertain_command
        message = "an old command behind `#`, a comment or root's prompt, is left"
        report.tell(rule, start, message)


def _is_root_session(report: Report, lines: Sequence[str]) -> bool:
    """Whether a hash is the prompt in a text without any other.

    Commands stand behind it and nowhere else.
    """
    behind = _old_behind_hashes(report, lines)
    if not behind:
        return False
    others = "".join("\n" if _HASH.match(line) else line for line in lines)
    return not _says_something(others, report)


def _old_behind_hashes(report: Report, lines: Sequence[str]) -> list[int]:
    """Where old commands start that stand behind a hash."""
    found = []
    offset = number = 0
    while number < len(lines):
        match = _HASH.match(lines[number])
        first = number
        while match and lines[number].rstrip("\r\n").endswith("\\") and number + 1 < len(lines):
            number += 1
        number += 1
        text = "".join(lines[first:number])
        if match is not None:
            command = text[match.end() :]
            if _runs_program(command, report) and _says_something(command, report):
                found.append(offset + match.end())
        offset += len(text)
    return found


def _runs_program(text: str, report: Report) -> bool:
    """Whether ``text`` begins with a command of the library's, or one that may hold something of it."""
    rules = shell_rules(report.options)
    commands, _ = scan_all(text, 0, len(text), "console")
    if not commands or not commands[0].words:
        return False
    words = commands[0].words
    program = rules.program(words)
    names = {program_name(words[0].value or ""), program.name if program else ""}
    return not names.isdisjoint(rules.text.programs | _CARRIERS)


def _says_something(text: str, report: Report) -> bool:
    """Whether a rule changes or reports a command in ``text``."""
    if not report.options.migration.prefilter().mentions(text):
        return False
    alone = Report(text, report.options, "console")
    script.read_script(alone, dialect="console")
    done = alone.done()
    return bool(done.changes or done.diagnostics)


def _tell_printed(report: Report, start: int, end: int) -> None:
    """Say that what a program printed is no command, whatever it says."""
    for name in shell_rules(report.options).text.programs:
        for match in re.finditer(rf"\b{re.escape(name)}[ \t]", report.text[start:end]):
            if not _BEHIND_A_SIGN.search(report.text[start : start + match.start()]):
                report.leave(start + match.start(), start + match.end())
