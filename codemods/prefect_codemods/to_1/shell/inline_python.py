"""Python code of Prefect 0.x in ``python -c``, and in other text that isn't read as Python."""

from __future__ import annotations

import re
from collections.abc import Sequence

from prefect_codemods.findings import Level
from prefect_codemods.options import Options
from prefect_codemods.rule import Kind, rule
from prefect_codemods.shell.argv import Note, Verdict
from prefect_codemods.shell.rules import CommandRule
from prefect_codemods.shell.words import Word

INLINE = rule(
    "PM359",
    "inline-python",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports Python code of Prefect 0.x in a shell string, or in text that can't be edited.",
    why="Only code that is read as Python is migrated.",
    before="python -c 'from prefect.environments.storage import Docker'\n",
    language="shell",
    advice="Migrate the code by hand.",
)
_OLD_PYTHON = re.compile(
    r"prefect\.environments|load_and_run_flow|prefect\.engine\.executors"
    r"|prefect\b.*\.(?:environment|result_handlers?)\b|from\s+prefect\s+import\s+environments"
)


def _judge(words: Sequence[Word], at: int, options: Options, verdict: Verdict) -> None:
    if at < len(words) and _OLD_PYTHON.search(words[at].raw):
        message = "Python code of Prefect 0.x in a string is not migrated"
        runs = "run_flow" in words[at].raw
        help = "Remove the command: the agent sets what runs the flow." if runs else ""
        verdict.notes.append(Note(INLINE, at, message, Level.ERROR, help))


COMMAND = CommandRule("python", _judge)
