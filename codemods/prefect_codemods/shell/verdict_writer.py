"""What is done with the verdict on a command, wherever the command is written down."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from prefect_codemods.findings import Level
from prefect_codemods.shell.argv import Uncertain, Verdict
from prefect_codemods.shell.rules import shell_rules
from prefect_codemods.shell.words import Word
from prefect_codemods.text_edits import Edit, Report


def write_verdict(
    report: Report, words: Sequence[Word], verdict: Verdict, edits: Callable[[], list[Edit]]
) -> bool:
    """Report the notes of a verdict and make its edits; whether none of them had to be left.

    ``edits`` writes them as the language wants it, and may raise ``Uncertain``.
    """
    for note in verdict.notes:
        at = words[note.word].start
        report.tell(note.rule, at, note.message, level=note.level, help=note.help)
    if verdict.rule is None or not verdict.ops:
        return True
    first = words[min(op.word for op in verdict.ops)].start
    try:
        made = edits()
    except Uncertain as reason:
        rule = shell_rules(report.options).text.uncertain_command
        report.tell(rule, first, reason.message, level=Level.ERROR, help=reason.help)
        return False
    report.edit(verdict.rule, first, made, verdict.message)
    return True
