"""The pages of rules under which several modules report: tokens, and what can't be rewritten.

A module that is removed takes no rule with it that another one needs.
"""

from __future__ import annotations

from prefect_codemods.rule import Kind, rule

TOKEN = rule(
    "PM350",
    "auth-token",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports API tokens: options, variables and settings that hold one.",
    why="1.x signs in with API keys only. A token is another credential, so renaming it is no help.",
    before='prefect auth login --token "$TOKEN"\n',
    language="shell",
    advice="Create an API key (for an agent: one of a service account) and use it instead.",
)
UNCERTAIN = rule(
    "PM355",
    "uncertain-command",
    Kind.MANUAL,
    since="0.14.0",
    what="Reports an old command that can't be rewritten for certain.",
    why="The command was removed, and the new one depends on something that isn't known here.",
    before='prefect agent start "$AGENT"\n',
    language="shell",
    advice="Rewrite the command by hand.",
)
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
UNCERTAIN_VARIABLE = rule(
    "PM361",
    "uncertain-variable",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports old variables that can't be renamed for certain.",
    why="The old name or value has no effect in 1.x, and nothing says so.",
    before='echo "$PREFECT__LOGGING__LOG_TO_CLOUD"\n',
    language="shell",
    advice="Rename it by hand, where it is set as well as where it is read.",
)
