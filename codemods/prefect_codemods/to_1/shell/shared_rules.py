"""The pages of rules under which several modules report: tokens, variables, images, what can't be rewritten.

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
    why="1.x signs in with API keys only. A token is another credential, so renaming it doesn't help.",
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
IMAGE_TAG = rule(
    "PM320",
    "image-tag",
    Kind.UNSAFE,
    since="1.0.0",
    what="Writes the image of Prefect 1.4.1 for one of 0.x.",
    why=(
        "Migrated flows don't run on 0.x. Unsafe, because the tag without a Python release brings "
        "another Python, and what the image holds beside Prefect changes."
    ),
    before="FROM prefecthq/prefect:0.13.19-python3.7\n",
    after="FROM prefecthq/prefect:1.4.1-python3.7\n",
    language="dockerfile",
    advice="Write prefecthq/prefect:1.4.1-python3.N with the Python that the flows need.",
)
IMAGE_LEFT = rule(
    "PM362",
    "image-left",
    Kind.MANUAL,
    since="0.14.0",
    what="Reports images of Prefect 0.x that have no counterpart, and tags that aren't known here.",
    why="The `all_extras` images were built up to 0.13 only, images for Python 3.6 up to 0.15.",
    before="FROM prefecthq/prefect:all_extras-0.13.19\n",
    language="dockerfile",
    advice="Use prefecthq/prefect:1.4.1-python3.N and install what else the flows need.",
)
PIN = rule(
    "PM358",
    "prefect-pin",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports requirements that hold Prefect below 1.0, or allow Prefect 2 and later.",
    why=(
        "Migrated flows need Prefect 1.x, and neither 2.x nor 3.x runs them. A pin is left to you: "
        "it is often in lock files and images as well."
    ),
    before="pip install prefect==0.13.19\n",
    language="shell",
    advice="Require Prefect 1.4.1 or later below 2, as in `prefect>=1.4.1,<2`.",
)
PINS = rule(
    "PM217",
    "old-prefect-image",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports Docker storage whose image gets Prefect 0.x or a Python below 3.7, and run configs "
    "that name an image of Prefect 0.x.",
    why="The flow would run on the old release; images `all_extras` are built up to 0.13.19 only; "
    "Prefect 1.x can't be installed with a Python below 3.7.",
    before="from prefect.storage import Docker\n\nstorage = Docker(prefect_version='0.13.19')\n",
    advice="use a 1.x image or version, for example `prefecthq/prefect:1.4.1`",
)
ENDPOINT = rule(
    "PM311",
    "graphql-endpoint",
    Kind.SAFE,
    since="1.0.0",
    what="Writes PREFECT__CLOUD__API for PREFECT__CLOUD__GRAPHQL, without the /graphql path.",
    why="The client of 1.x reads `cloud.api` only, and would talk to the default server.",
    before="export PREFECT__CLOUD__GRAPHQL=http://apollo:4200/graphql/alpha\n",
    after="export PREFECT__CLOUD__API=http://apollo:4200\n",
    language="shell",
    source="prefect/client/client.py of 0.13.19 and 1.4.1",
)
NAME = rule(
    "PM310",
    "variable-name",
    Kind.SAFE,
    since="1.0.0",
    what="Writes the new names of renamed variables and configuration keys.",
    why=("1.x reads only the new name: with LOG_TO_CLOUD=false alone, logs are sent all the same."),
    before="export PREFECT__LOGGING__LOG_TO_CLOUD=false\n",
    after="export PREFECT__CLOUD__SEND_FLOW_RUN_LOGS=false\n",
    language="shell",
    source="prefect/config.toml of 0.13.19, 0.14.22 and 1.4.1",
)
UNREAD = rule(
    "PM360",
    "unread-variable",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports variables and configuration keys that 1.x doesn't read.",
    why="The setting has no effect, and nothing says so.",
    before="export PREFECT__ENGINE__EXECUTOR__DASK__LOCAL_PROCESSES=true\n",
    language="shell",
    advice="Set it in the flow, and delete the variable.",
)
