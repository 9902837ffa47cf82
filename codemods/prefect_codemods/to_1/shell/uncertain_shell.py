"""Old commands and variables that can't be rewritten for certain, and text that can't be read."""

from __future__ import annotations

import re

from prefect_codemods.rule import Kind, rule
from prefect_codemods.shell.rules import ShellText
from prefect_codemods.to_1.catalogue.commands import OLD_COMMAND
from prefect_codemods.to_1.release_signs import ENVIRONMENTS
from prefect_codemods.to_1.shell.shared_rules import INLINE, UNCERTAIN, UNCERTAIN_VARIABLE

UNREADABLE = rule(
    "PM399",
    "unreadable-shell",
    Kind.MANUAL,
    since="0.14.0",
    what="Reports shell text with signs of Prefect 0.x that can't be read, and so was left.",
    why="Text that can't be read can't be edited for certain.",
    before="prefect agent start docker --label 'etl\n",
    language="shell",
    advice="Fix the text and run again, or rewrite it by hand.",
)
OLD_PATH = re.compile(
    r"\bprefect\.(?:environments|engine\.(?:executors|result_handlers)|agent\.(?:fargate|nomad)"
    r"|contrib|tasks\.(?:airflow|cloud|google)|utilities\.exceptions)\b[\w.]*"
    r"|\bfrom\s+prefect\s+import\s[\w ,]*\benvironments\b"
    r"|\bfrom\s+prefect\.engine\s+import\s[\w ,]*\b(?:executors|result_handlers)\b"
    rf"|\b(?:{'|'.join(sorted(ENVIRONMENTS))})\("
)

TEXT = ShellText(
    programs=frozenset({"prefect"}),
    modules={
        "prefect.cli": "prefect",
        "distributed.cli.dask_worker": "dask-worker",
        "distributed.cli.dask_scheduler": "dask-scheduler",
    },
    old_command=OLD_COMMAND,
    agent=re.compile(r"prefect\s+agent"),
    container_agent=re.compile(r"\bprefect\s+agent\s+(?:start\s+)?kubernetes\b"),
    variable_prefix="PREFECT__",
    free_tables=frozenset({"context.secrets"}),
    config_tables=frozenset(
        {
            *("backend", "cloud", "context", "debug", "engine", "flows", "general", "home_dir"),
            *("hasura", "logging", "server", "tasks", "telemetry", "tests", "user_config_path"),
        }
    ),
    uncertain_command=UNCERTAIN,
    uncertain_variable=UNCERTAIN_VARIABLE,
    unreadable=UNREADABLE,
    inline_code=INLINE,
    old_path=OLD_PATH,
    new_series="1.x",
)
