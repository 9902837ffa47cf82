"""The base class, and the environments of 0.5 and earlier: reported, never guessed."""

from __future__ import annotations

from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.rule import Kind, rule
from prefect_codemods.to_1.environments.translation import Blocked, Translation, translates

BASE = rule(
    "PM208",
    "environment-base",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports a bare `Environment`, which says nothing but its labels.",
    why="A custom environment has no equivalent in 1.x: what it does belongs in a run config, an "
    "executor, a state handler, or a task.",
    before="from prefect import Flow\nfrom prefect.environments import Environment\n\n"
    'flow = Flow("f", environment=Environment())\n',
    advice="remove it, or move its labels to `UniversalRun(labels=…)`",
)
RETIRED = rule(
    "PM209",
    "environment-before-0.6.2",
    Kind.MANUAL,
    since="0.6.2",
    what="Reports the environment classes of the releases before 0.6.2.",
    why="They built images and ran flows in ways that later releases split into storage, "
    "run config and executor.",
    before="from prefect import Flow\nfrom prefect.environments import CloudEnvironment\n\n"
    'flow = Flow("f", environment=CloudEnvironment())\n',
    advice="give the flow a Docker storage, a KubernetesRun and, where it used Dask, a DaskExecutor",
)

_WAYS = {
    "CloudEnvironment": "it started a Dask cluster for each run: KubernetesRun and DaskExecutor",
    "DockerEnvironment": "its keywords are those of Docker storage now",
    "DockerOnKubernetesEnvironment": "its keywords are those of Docker storage now, with KubernetesRun",
    "DaskOnKubernetesEnvironment": "Docker storage, KubernetesRun and a DaskExecutor that adapts",
    "ContainerEnvironment": "its keywords are those of Docker storage now",
}


@translates("Environment")
def refuse_base_class(module: Module, call: cst.Call, docker: bool) -> Translation | Blocked:
    """``Environment(…)`` itself is left to the user."""
    return Blocked(BASE, "the base class `Environment` has no equivalent in 1.x")


def _retired(name: str) -> None:
    @translates(name)
    def translate(module: Module, call: cst.Call, docker: bool) -> Translation | Blocked:
        return Blocked(RETIRED, f"`{name}` was removed before Prefect 0.6.2: {_WAYS[name]}")


for _name in _WAYS:
    _retired(_name)
