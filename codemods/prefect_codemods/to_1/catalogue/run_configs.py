"""The run config for each kind of agent."""

from __future__ import annotations

from prefect_codemods.options import Agent

AGENT_RUN_CONFIGS: dict[Agent, str] = {
    "kubernetes": "KubernetesRun",
    "docker": "DockerRun",
    "local": "LocalRun",
    "ecs": "ECSRun",
    "vertex": "VertexRun",
    "universal": "UniversalRun",
}
