"""Requirements files."""

from __future__ import annotations

import re

from prefect_codemods.lines import cut_lines
from prefect_codemods.shell.rules import shell_rules
from prefect_codemods.text_edits import Report

_FILE = re.compile(r"(?:-[rc]|--(?:requirement|constraint))\b")
"""An option that names another file."""


def read_requirements(report: Report) -> None:
    """Report requirements on releases that the migrated code doesn't run on."""
    rules = shell_rules(report.options)
    offset = 0
    for line in cut_lines(report.text):
        requirement = line.split("#")[0].strip()
        if _FILE.match(requirement):
            report.leave(offset, offset + len(line))
        if requirement and (found := rules.judge_requirement(requirement, report.options)):
            at = offset + line.index(requirement[0])
            report.tell(found.rule, at, found.message, level=found.level)
        offset += len(line)
