"""Commands that only got another name."""

from __future__ import annotations

from collections.abc import Sequence

from prefect_codemods.options import Options
from prefect_codemods.rule import Kind, rule
from prefect_codemods.shell.argv import Verdict
from prefect_codemods.shell.rules import CommandRule
from prefect_codemods.shell.words import Word
from prefect_codemods.to_1.catalogue.commands import BY_NAME

RENAMED = rule(
    "PM307",
    "execute-command",
    Kind.SAFE,
    since="0.14.0",
    what="Writes `prefect execute flow-run` for `prefect execute cloud-flow` and older forms.",
    why="The old command is unknown from 0.14.0 on, and the flow run fails before it starts.",
    before="prefect execute cloud-flow\n",
    after="prefect execute flow-run\n",
    language="shell",
)


def _judge_renamed_command(
    words: Sequence[Word], at: int, options: Options, verdict: Verdict
) -> None:
    name = tuple(word.value or "" for word in words[at : at + 2])
    for old in (name[:1], name):
        if new := BY_NAME.get(old):
            verdict.rule = RENAMED
            verdict.message = f"`prefect {' '.join(old)}` is now `prefect {' '.join(new)}`"
            if len(old) == 1:
                verdict.add("replace", at, *new)
            else:
                verdict.add("replace", at + 1, new[1])
            return


COMMANDS = CommandRule("prefect", _judge_renamed_command)
