"""Python code of Prefect 0.x in ``python -c``, and in other text that isn't read as Python."""

from __future__ import annotations

import re
from collections.abc import Sequence

from prefect_codemods.findings import Level
from prefect_codemods.options import Options
from prefect_codemods.shell.argv import CommandNote, Verdict
from prefect_codemods.shell.inline_code import old_code
from prefect_codemods.shell.rules import CommandRule
from prefect_codemods.shell.words import Word
from prefect_codemods.to_1.shell.shared_rules import INLINE

_OLD_PYTHON = re.compile(
    r"prefect\.environments|load_and_run_flow|prefect\.engine\.executors"
    r"|prefect\b.*\.(?:environment|result_handlers?)\b|from\s+prefect\s+import\s+environments"
)
"""Signs of it where the code holds parts that only the shell knows, and can't be read."""

_RUNS = "run_flow"


def _judge_inline_python(
    words: Sequence[Word], at: int, options: Options, verdict: Verdict
) -> None:
    if at >= len(words):
        return
    word = words[at]
    found = old_code(word.value, options) if word.value is not None else {}
    if found or _OLD_PYTHON.search(word.raw):
        message = "Python code of Prefect 0.x in a string is not migrated"
        shown = f" ({', '.join(found)})" if found else ""
        help = "Remove the command: the agent sets what runs the flow." if _RUNS in word.raw else ""
        verdict.notes.append(CommandNote(INLINE, at, message + shown, Level.ERROR, help))


COMMAND = CommandRule("python", _judge_inline_python)
