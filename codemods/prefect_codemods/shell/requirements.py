"""Requirements files."""

from __future__ import annotations

from prefect_codemods.lines import cut
from prefect_codemods.text_edits import Report
from prefect_codemods.to_1.shell import pins


def read(report: Report) -> None:
    """Report requirements on a Prefect that isn't 1.x."""
    offset = 0
    for line in cut(report.text):
        requirement = line.split("#")[0].strip()
        if requirement and (found := pins.look(requirement, report.options)):
            at = offset + line.index(requirement[0])
            report.tell(pins.PIN, at, found.message, level=found.level)
        offset += len(line)
