"""The options of Prefect's commands from 0.6 to 1.4.1, and what became of each.

Read from the command line modules of Prefect 0.13.19, 0.14.22, 0.15.13 and 1.4.1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from prefect_codemods.release import Release
from prefect_codemods.shell.argv import Option


def _values(*names: str) -> tuple[Option, ...]:
    return tuple(Option(tuple(name.split())) for name in names)


def _flags(*names: str) -> tuple[Option, ...]:
    return tuple(Option(tuple(name.split()), takes=False) for name in names)


HELP = _flags("--help")

_TOKEN = Option(("--token", "-t"), action="key", removed_in=Release(1, 0, 0))
_COMMON = (
    _TOKEN,
    *_values("--key -k", "--tenant-id", "--agent-config-id", "--label -l", "--env -e"),
    *HELP,
)
AGENT_START = (
    *_COMMON,
    *_values("--api -a", "--name -n", "--max-polls", "--agent-address", "--log-level"),
    *_values("--import-path -p", "--base-url -b", "--volume", "--network", "--namespace"),
    *_values("--docker-client-timeout", "--job-template", "--service-account-name"),
    *_values("--image-pull-secrets", "--cluster", "--launch-type", "--task-role-arn"),
    *_values("--execution-role-arn", "--task-definition", "--run-task-kwargs"),
    *_values("--project", "--region-name", "--service-account"),
    *_flags("--no-cloud-logs", "--show-flow-logs -f", "--no-pull", "--disable-job-deletion"),
    *_flags("--hostname-label", "--no-hostname-label"),
    Option(("--verbose", "-v"), False, "write", "--log-level DEBUG", Release(0, 13, 14)),
    Option(("--storage-labels",), False, "drop", removed_in=Release(0, 15, 0)),
    Option(("--no-storage-labels",), False, "drop", removed_in=Release(0, 15, 0)),
    Option(("--no-docker-interface",), False, "drop", removed_in=Release(1, 0, 0)),
)
AGENT_INSTALL = (
    *_COMMON,
    *_values("--api -a", "--namespace -n", "--image-pull-secrets -i", "--backend -b"),
    *_values("--service-account-name", "--import-path -p"),
    *_values("--mem-request", "--mem-limit", "--cpu-request", "--cpu-limit"),
    *_values("--image-pull-policy"),
    *_flags("--rbac", "--latest", "--show-flow-logs -f"),
    Option(("--resource-manager",), False, "drop", removed_in=Release(0, 14, 0)),
)

_START_COMMON = "--token --key --tenant-id --agent-config-id --label --env --api --name --help"
_START_COMMON += " --max-polls --agent-address --log-level --no-cloud-logs --verbose"
_INSTALL_COMMON = "--token --key --tenant-id --agent-config-id --label --env --help"
ACCEPTED: dict[tuple[str, str], frozenset[str]] = {
    (verb, kind): frozenset(f"{common} {own}".split())
    for verb, kind, common, own in (
        (
            "start",
            "local",
            _START_COMMON,
            "--import-path --show-flow-logs --hostname-label --no-hostname-label"
            " --storage-labels --no-storage-labels",
        ),
        (
            "start",
            "docker",
            _START_COMMON,
            "--base-url --no-pull --show-flow-logs --volume --network --docker-client-timeout"
            " --no-docker-interface",
        ),
        (
            "start",
            "kubernetes",
            _START_COMMON,
            "--namespace --job-template --service-account-name --image-pull-secrets"
            " --disable-job-deletion",
        ),
        ("install", "local", _INSTALL_COMMON, "--import-path --show-flow-logs"),
        (
            "install",
            "kubernetes",
            _INSTALL_COMMON,
            "--api --namespace --image-pull-secrets --resource-manager --rbac --latest"
            " --mem-request --mem-limit --cpu-request --cpu-limit --image-pull-policy"
            " --service-account-name --backend",
        ),
    )
}
"""The options that ``prefect agent KIND VERB`` knows; the old command took those of every kind, and
ignored the others."""

NO_EFFECT = ("--mem-request", "--mem-limit", "--cpu-request", "--cpu-limit", "--image-pull-policy")
"""Options of ``agent kubernetes install`` that set variables which 1.x reads nowhere."""

AGENT_KINDS = ("local", "docker", "kubernetes", "ecs", "vertex")
REMOVED_KINDS = {
    "fargate": (
        Release(1, 0, 0),
        "write `prefect agent ecs start`, with the key=value arguments moved into the YAML files"
        " of --task-definition and --run-task-kwargs",
    ),
    "nomad": (
        Release(0, 10, 7),
        "run another kind of agent: nothing took the place of the Nomad agent",
    ),
}

REGISTER_FLOW = (
    Option(("--file", "-f"), True, "write", "--path"),
    Option(("--project",)),
    Option(("-p",), True, "write", "--project"),
    *_values("--name -n", "--label -l"),
    Option(("--skip-if-flow-metadata-unchanged",), False, "drop"),
    *HELP,
)

RUN_FLOW = (
    *_values("--name -n", "--id", "--label"),
    Option(("--project",)),
    Option(("-p",), True, "write", "--project"),
    Option(("--run-name",)),
    Option(("-rn",), True, "write", "--run-name"),
    Option(("--parameters-file", "-pf"), True, "write", "--param-file"),
    Option(("--parameters-string", "-ps", "--ps"), True, "json", "--param"),
    Option(("--context", "-c"), True, "json", "--context"),
    Option(("--watch", "-w"), takes=False),
    Option(("--logs", "-l"), False, "write", "--watch"),
    Option(("--no-url",), False, "write", "--quiet"),
    Option(("--version", "-v"), True, "stop", "name the flow by --id instead of its version"),
    Option(("--version-group-id",), True, "stop", "name the flow group by --id: it is another id"),
    *HELP,
)

REGISTER = (
    *_values("--project", "--path -p", "--module -m", "--json -j", "--name -n", "--label -l"),
    *_flags("--force -f", "--watch", "--schedule", "--no-schedule", "--in-process"),
    *HELP,
)

REMOVED: dict[tuple[str, ...], tuple[Release, str]] = {
    ("heartbeat",): (Release(0, 15, 4), "delete it: flow runs send their heartbeats by themselves"),
    ("summarize",): (Release(0, 6, 1), "see `prefect get` and `prefect describe`"),
    ("make-user-config",): (Release(0, 5, 3), "write ~/.prefect/config.toml by hand"),
    ("create-environment",): (
        Release(0, 5, 3),
        "`prefect build` and `prefect register` do its work",
    ),
}
"""Commands that were removed and have no replacement."""

BY_NAME = {
    ("execute", "cloud-flow"): ("execute", "flow-run"),
    ("execute-flow",): ("execute", "flow-run"),
    ("execute-cloud-flow",): ("execute", "flow-run"),
}
"""Commands that only got another name, all before 0.14."""


@dataclass(frozen=True, slots=True)
class DaskFlag:
    """A flag of ``dask-worker`` or ``dask-scheduler``: what replaces it, and from which release.

    ``value`` is how the new flag writes the old one's value (``""``: it takes none).
    """

    new: str
    since: str
    removed_in: str
    value: str = ""
    workers: bool = False


DASK = {
    "--bokeh": DaskFlag("--dashboard", "2.0.0", "2022.10.0"),
    "--no-bokeh": DaskFlag("--no-dashboard", "2.0.0", "2022.10.0"),
    "--bokeh-port": DaskFlag("--dashboard-address", "1.27.0", "2022.10.0", ":{}"),
    "--bokeh-prefix": DaskFlag("--dashboard-prefix", "2.0.0", "2.0.0", "{}"),
    "--nprocs": DaskFlag("--nworkers", "2022.2.0", "2022.10.0", "{}", workers=True),
    "--reconnect": DaskFlag("", "", "2022.9.0"),
    "--no-reconnect": DaskFlag("", "", "2022.9.0"),
}
"""Read from the tags of dask/distributed."""

_GONE = "|".join(
    name
    for option in (*AGENT_START, *AGENT_INSTALL)
    if option.removed_in is not None and option.action == "drop"
    for name in option.names
)
OLD_COMMAND = re.compile(
    r"(?<![\w-])prefect\s+(?:agent\s+(?:start|install)(?![\w-])"
    rf"|agent\s+(?:{'|'.join(REMOVED_KINDS)})\s+(?:start|install)(?![\w-])"
    # Today's order of words, with an option that today's command no longer has. Up to the next such
    # command, which is found by itself: not to the end of the line for each.
    rf"|agent\s+(?:{'|'.join(AGENT_KINDS)})\s+(?:start|install)(?=\s)"
    r"(?:(?!prefect\s+agent\s)(?:[^\n`;&|]|(?<=\\)\n))*?\s"
    rf"(?:(?:-t|--token)(?:=|\s+)[^\s`]+|(?:{_GONE})(?![\w-]))"
    r"|register\s+flow\b|run\s+(?:flow|cloud|server)\b"
    r"|execute\s+cloud-flow\b|execute-(?:cloud-)?flow\b"
    r"|auth\s+(?:add\b|(?:create|list|revoke)-tokens?\b|login\s+(?:-t|--token)\b))"
)
"""A command of 0.x in any text."""
