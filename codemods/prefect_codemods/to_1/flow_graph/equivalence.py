"""When flows of Prefect 1.x mean the same, for the merge."""

from __future__ import annotations

import re

from prefect_codemods.knowledge import Equivalence
from prefect_codemods.options import Agent
from prefect_codemods.to_1.catalogue.run_configs import AGENT_RUN_CONFIGS
from prefect_codemods.to_1.flow_graph.comparison import compare_flows, may_have_flows
from prefect_codemods.to_1.flow_graph.task_graphs import task_graphs


def _agent_of(code: str) -> Agent | None:
    """The kind of agent that the run configs in ``code`` are for, if it is one."""
    found = {agent for agent, name in AGENT_RUN_CONFIGS.items() if re.search(rf"\b{name}\b", code)}
    return found.pop() if len(found) == 1 else None


def _for_agent(migrated: str, original: str, agent: Agent | None) -> str:
    """Migrated code in which the run config that fits any agent is that of ``agent``.

    The codemods write ``UniversalRun`` for an environment that has labels and no image.
    """
    if agent is None or "UniversalRun" in original:
        return migrated
    name = AGENT_RUN_CONFIGS[agent]
    made = re.sub(r"\bUniversalRun\b", name, migrated)
    return re.sub(rf"\b{name},\s+{name}\b", name, made)  # where both were imported


EQUIVALENCE = Equivalence(
    compare_flows,
    has_flows=may_have_flows,
    agent_of=_agent_of,
    for_agent=_for_agent,
    template_keywords=("job_template", "job_template_path"),
    task_graphs=task_graphs,
)
