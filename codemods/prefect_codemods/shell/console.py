"""A session in a terminal: commands behind prompts, and what they printed."""

from __future__ import annotations

import re

from prefect_codemods.lines import cut_lines
from prefect_codemods.shell import script
from prefect_codemods.shell.rules import VariableChange, shell_rules
from prefect_codemods.text_edits import Report

_PROMPT = re.compile(
    r"[ \t]*(?:\([\w.-]+\)[ \t]*)?"
    r"(?:\[?[\w.-]+@[\w.-]+[^\n$#%]*[$#%]|(?:[a-z]*sh-[\d.]+)?\$|[a-z]*sh-[\d.]+#|%|[\u276f\u00bb\u203a\u03bb]"
    r"|\u279c[ \t]+[\w.~/-]+(?:[ \t]+git:\([^\n)]*\))?(?:[ \t]+\u2717)?)[ \t]+(?=\S)"
)
"""Those of common shells and themes: `$`, `user@host:~$`, `sh-4.2#`, angle quotes and arrows."""


_WINDOWS_PROMPT = re.compile(r"[ \t]*(?:\([\w.-]+\)[ \t]*)?(?:PS\b[^>\n]*|[A-Za-z]:\\[^>\n]*)>")
"""Its commands have other quotes and line ends than a shell's: they are found, and not read."""


def begins_with_prompt(text: str) -> bool:
    """Whether the first line that isn't blank or a comment starts with a prompt."""
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            return bool(_PROMPT.match(line))
    return False


def read_console(report: Report) -> None:
    """Judge the commands of a session; a text without any prompt is a script."""
    lines = cut_lines(report.text)
    if not any(_PROMPT.match(line) for line in lines):
        script.read_script(report)
        return
    offset = 0
    number = 0
    renamed: dict[str, VariableChange] = {}
    while number < len(lines):
        match = _PROMPT.match(lines[number])
        start = offset + (match.end() if match else 0)
        offset += len(lines[number])
        while match and lines[number].rstrip("\r\n").endswith("\\") and number + 1 < len(lines):
            number += 1
            offset += len(lines[number])
        number += 1
        if match is None:
            if not _WINDOWS_PROMPT.match(report.text, start):
                _tell_printed(report, start, offset)
        else:
            script.read_script(report, start, offset, "console", renamed)


def _tell_printed(report: Report, start: int, end: int) -> None:
    """Say that what a program printed is no command, whatever it says."""
    for name in shell_rules(report.options).text.programs:
        for match in re.finditer(rf"\b{re.escape(name)}[ \t]", report.text[start:end]):
            report.leave(start + match.start(), start + match.end())
