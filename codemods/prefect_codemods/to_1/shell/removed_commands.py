"""Commands that were removed and have no replacement."""

from __future__ import annotations

from collections.abc import Sequence

from prefect_codemods.findings import Level
from prefect_codemods.options import Options
from prefect_codemods.rule import Kind, rule
from prefect_codemods.shell.argv import CommandNote, Verdict
from prefect_codemods.shell.rules import CommandRule
from prefect_codemods.shell.words import Word
from prefect_codemods.to_1.catalogue.commands import REMOVED

REMOVED_COMMAND = rule(
    "PM356",
    "removed-command",
    Kind.MANUAL,
    since="0.15.4",
    what="Reports commands that were removed and have no replacement.",
    why="The command is unknown, and a script that runs it stops there.",
    before="prefect heartbeat task-run\n",
    language="shell",
    advice="Remove the command.",
)


def _judge_removed_command(
    words: Sequence[Word], at: int, options: Options, verdict: Verdict
) -> None:
    name = tuple(word.value or "" for word in words[at : at + 2])
    for old in (name[:1], name):
        if (removed := REMOVED.get(old)) and options.target_release.reaches(removed[0]):
            help = removed[1][0].upper() + removed[1][1:] + "."
            message = f"`prefect {' '.join(old)}` was removed"
            verdict.notes.append(CommandNote(REMOVED_COMMAND, at, message, Level.ERROR, help))
            return


COMMANDS = CommandRule("prefect", _judge_removed_command)
