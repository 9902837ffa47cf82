"""``prefect agent kubernetes start`` became ``prefect pod start``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from prefect_codemods.options import Options
from prefect_codemods.rule import Kind, rule
from prefect_codemods.shell.argv import Verdict
from prefect_codemods.shell.rules import CommandRule, ShellText
from prefect_codemods.shell.words import Word

START = rule(
    "PM9301",
    "pod-start",
    Kind.SAFE,
    since="9.0",
    what="Writes `prefect pod start` for `prefect agent kubernetes start`.",
    why="Agents are gone in 9.0.",
    before="prefect agent kubernetes start --label a\n",
    after="prefect pod start --label a\n",
    language="shell",
)
LEFT = rule(
    "PM9350",
    "agent-left",
    Kind.MANUAL,
    since="9.0",
    what="Reports agents in text that can't be rewritten.",
    why="Agents are gone in 9.0.",
    before="echo 'prefect agent kubernetes start' > run.sh\n",
    language="shell",
    advice="Write `prefect pod start`.",
)


def judge(words: Sequence[Word], at: int, options: Options, verdict: Verdict) -> None:
    verdict.rule, verdict.message = START, "`agent kubernetes start` is now `pod start`"
    verdict.add("delete", at - 3)
    verdict.add("replace", at - 2, "pod")


COMMAND = CommandRule("prefect", judge, ("agent", "kubernetes", "start"))
TEXT = ShellText(
    programs=frozenset({"prefect"}),
    modules={},
    old_command=re.compile(r"\bprefect\s+agent\s+kubernetes\s+start\b"),
    agent=re.compile(r"prefect\s+agent"),
    container_agent=re.compile(r"prefect\s+agent"),
    variable_prefix="PREFECT__",
    free_tables=frozenset(),
    uncertain_command=LEFT,
    uncertain_variable=LEFT,
    unreadable=LEFT,
    inline_code=LEFT,
    old_path=re.compile(r"(?!)"),
    new_series="9.x",
)
