"""What is done with the verdict on a command, wherever the command is written down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from prefect_codemods.findings import Level
from prefect_codemods.options import Options
from prefect_codemods.rule import Rule
from prefect_codemods.shell.argv import Uncertain, Verdict
from prefect_codemods.shell.rules import shell_rules
from prefect_codemods.shell.words import Word
from prefect_codemods.text_edits import Edit, Report

Edits = TypeVar("Edits")
_Edits = TypeVar("_Edits", contravariant=True)


class CommandPlace(Protocol[_Edits]):
    """Where a command is written down: its words are known by their numbers."""

    @property
    def options(self) -> Options:
        """What the user chose."""

    def tell(self, rule: Rule, word: int, message: str, *, level: Level, help: str) -> None:
        """Report something about a word."""

    def edit(self, rule: Rule, word: int, edits: _Edits, message: str) -> bool:
        """Make edits, the first at ``word``; whether they are made."""


@dataclass(frozen=True, slots=True)
class WordsInText:
    """A command in a text that is edited as text."""

    report: Report
    words: Sequence[Word]

    @property
    def options(self) -> Options:
        """What the user chose."""
        return self.report.options

    def tell(self, rule: Rule, word: int, message: str, *, level: Level, help: str) -> None:
        """Report something about a word."""
        self.report.tell(rule, self.words[word].start, message, level=level, help=help)

    def edit(self, rule: Rule, word: int, edits: list[Edit], message: str) -> bool:
        """Make edits, the first at ``word``; whether they are made."""
        return self.report.edit(rule, self.words[word].start, edits, message)


def write_verdict(place: CommandPlace[Edits], verdict: Verdict, edits: Callable[[], Edits]) -> bool:
    """Report the notes of a verdict and make its edits; whether none of them had to be left.

    ``edits`` writes them as the language wants it, and may raise ``Uncertain``.
    """
    for note in verdict.notes:
        place.tell(note.rule, note.word, note.message, level=note.level, help=note.help)
    if verdict.rule is None or not verdict.ops:
        return True
    first = min(op.word for op in verdict.ops)
    try:
        made = edits()
    except Uncertain as reason:
        rule = shell_rules(place.options).text.uncertain_command
        place.tell(rule, first, reason.message, level=Level.ERROR, help=reason.help)
        return False
    place.edit(verdict.rule, first, made, verdict.message)
    return True
