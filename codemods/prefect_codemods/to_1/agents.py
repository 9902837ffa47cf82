"""Agents that Python starts: arguments that went, were renamed or have another position."""

from __future__ import annotations

from prefect_codemods.findings import Level
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.new_code import Old
from prefect_codemods.python.rules import Codemod
from prefect_codemods.release import Release
from prefect_codemods.rule import Kind, rule

ARGUMENTS = rule(
    "PM164",
    "agent-arguments",
    Kind.SAFE,
    since="0.15.0",
    what="Drops `storage_labels` and `docker_interface` of agents, and makes `network` a list.",
    why="`LocalAgent(storage_labels=…)` and `DockerAgent(network=…)` were removed in Prefect 0.15.0, "
    "`DockerAgent(docker_interface=…)` with 1.0.0: each is a TypeError.",
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

_AGENTS = frozenset({"LocalAgent", "DockerAgent", "KubernetesAgent"})
_GONE = {"LocalAgent": "storage_labels", "DockerAgent": "docker_interface"}
_UNUSED = frozenset({"volumes", "volume_mounts"})


def plan(module: Module) -> None:
    """Plan the agents of one module."""
    for call in module.names.calls:
        path = module.names.qualified(call.func)
        name = path.rpartition(".")[2]
        if name in _AGENTS and path.startswith("prefect.agent.") and not module.compatible(call):
            _agent(module, call, name)


def _agent(module: Module, call: cst.Call, name: str) -> None:
    since = module.options.since
    first = call.args[0] if call.args else None
    if (
        first is not None
        and first.keyword is None
        and not first.star
        and (since is None or since < Release(0, 13, 10))
    ):
        was = "namespace" if name == "KubernetesAgent" else "name"
        message = f"the first argument of `{name}` was `{was}`, now it is `agent_config_id`"
        module.plan.report(LEFT, first, message)
    for arg in call.args:
        keyword = arg.keyword.value if arg.keyword is not None else ""
        if name == "KubernetesAgent" and keyword in _UNUSED:
            module.plan.report(LEFT, arg, f"`{keyword}` is accepted and not used", help=_TEMPLATE)
        elif _GONE.get(name) == keyword and module.plan.allows(ARGUMENTS, arg):
            module.plan.elements(call).drop(call.args.index(arg))
            module.plan.change(ARGUMENTS, arg, f"`{keyword}` is gone")
        elif (name, keyword) == ("DockerAgent", "network") and module.plan.allows(ARGUMENTS, arg):
            assert arg.keyword is not None
            module.plan.replace(arg.keyword, "networks")
            module.plan.replace(arg.value, "[", Old.ITSELF, "]")
            module.plan.change(ARGUMENTS, arg, "`network` is now `networks`, a list")
            if not isinstance(arg.value, (cst.SimpleString, cst.FormattedString)):
                message = "where this is None, pass no `networks`"
                module.plan.report(ARGUMENTS, arg, message, level=Level.NOTE)


_TEMPLATE = "put them into a job template: KubernetesRun(job_template_path=…) or the agent's"


CODEMOD = Codemod(plan, words=("Agent",))
