"""Agents that Python starts: arguments that went, were renamed or have another position."""

from __future__ import annotations

from prefect_codemods.findings import Level
from prefect_codemods.python.call_rewrite import Action, ArgumentRow, CallTable, refused_argument
from prefect_codemods.release import Release
from prefect_codemods.rule import Kind, rule

ARGUMENTS = rule(
    "PM164",
    "agent-arguments",
    Kind.SAFE,
    since="0.15.0",
    what="Drops `storage_labels` and `docker_interface` of agents, and makes `network` a list.",
    why="`LocalAgent(storage_labels=…)` and `DockerAgent(network=…)` were removed in Prefect 0.15.0, "
    "`DockerAgent(docker_interface=…)` in 1.0.0: each is a TypeError.",
    before="from prefect.agent.docker import DockerAgent\n\n"
    'DockerAgent(network="flows", docker_interface=False).start()\n',
    after="from prefect.agent.docker import DockerAgent\n\n"
    'DockerAgent(networks=["flows"]).start()\n',
    source="Prefect 0.14.7, 0.15.0 and 1.0.0, prefect/agent",
)
LEFT = rule(
    "PM263",
    "agent-arguments-left",
    Kind.MANUAL,
    since="0.13.10",
    what="Reports positional arguments of agents, and volumes of the Kubernetes agent.",
    why="`agent_config_id` was put before them in 0.13.10: a name or a namespace is silently taken "
    "for it. Volumes are accepted and not used.",
    before="from prefect.agent.kubernetes import KubernetesAgent\n\n"
    'KubernetesAgent("flows").start()\n',
    advice="pass it by keyword",
    source="Prefect 0.13.9, 0.13.10 and 1.4.1, prefect/agent",
)

_FIRST = "the first argument of `{call}` was `%s`, now it is `agent_config_id`"
_TEMPLATE = "put them into a job template: KubernetesRun(job_template_path=…) or the agent's"
_UNUSED = refused_argument(LEFT, "`{name}` is accepted and not used", _TEMPLATE, Level.MANUAL)

_KEY = "pass an API key as `key`, and the rest by keyword"


def _first_argument(was: str) -> ArgumentRow:
    """What the first positional argument meant before 0.13.10."""
    return ArgumentRow(Action.REFUSE, LEFT, _FIRST % was, until=Release(0, 13, 10))


CALLS = CallTable(
    ("prefect.agent.",),
    {
        ("LocalAgent", "0"): _first_argument("name"),
        ("DockerAgent", "0"): _first_argument("name"),
        ("KubernetesAgent", "0"): _first_argument("namespace"),
        ("KubernetesAgent", "volumes"): _UNUSED,
        ("KubernetesAgent", "volume_mounts"): _UNUSED,
        ("generate_deployment_yaml", "0"): refused_argument(
            LEFT, "the first argument was a token", _KEY
        ),
        ("generate_deployment_yaml", "token"): refused_argument(LEFT, "`token` was removed", _KEY),
        ("generate_deployment_yaml", "resource_manager_enabled"): ArgumentRow(
            Action.DROP, ARGUMENTS, "`{name}` was removed"
        ),
        ("LocalAgent", "storage_labels"): ArgumentRow(
            Action.DROP, ARGUMENTS, "`{name}` was removed"
        ),
        ("DockerAgent", "docker_interface"): ArgumentRow(
            Action.DROP, ARGUMENTS, "`{name}` was removed"
        ),
        ("DockerAgent", "network"): ArgumentRow(
            Action.RENAME,
            ARGUMENTS,
            "`network` is now `networks`, a list",
            new="networks",
            listed=True,
            note="where this is None, pass no `networks`",
        ),
    },
)
