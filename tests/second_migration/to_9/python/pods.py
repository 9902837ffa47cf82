"""``prefect.run_configs.KubernetesRun`` became ``prefect.pods.Pod``."""

from __future__ import annotations

from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.rules import Codemod
from prefect_codemods.rule import Kind, rule

POD = rule(
    "PM9001",
    "pod",
    Kind.SAFE,
    since="9.0",
    what="Writes `prefect.pods.Pod` for `prefect.run_configs.KubernetesRun`.",
    why="The module `prefect.run_configs` is gone in 9.0.",
    before="import prefect\n\nconfig = prefect.run_configs.KubernetesRun()\n",
    after="import prefect\n\nconfig = prefect.pods.Pod()\n",
)
OLD = "prefect.run_configs.KubernetesRun"


def plan(module: Module) -> None:
    for statement in module.names.imports:
        if isinstance(statement, cst.ImportFrom) and not isinstance(
            statement.names, cst.ImportStar
        ):
            names = [alias.evaluated_name for alias in statement.names]
            if names == ["KubernetesRun"] and module.plan.allows(POD, statement):
                module.plan.replace(statement, "from prefect.pods import Pod")
                module.plan.change(POD, statement, f"`{OLD}` moved to `prefect.pods.Pod`")
    for call in module.names.calls:
        new = "Pod" if isinstance(call.func, cst.Name) else "prefect.pods.Pod"
        if module.names.qualified(call.func) == OLD and module.plan.allows(POD, call):
            module.plan.replace(call.func, new)
            module.plan.change(POD, call, f"`{OLD}` moved to `prefect.pods.Pod`")


CODEMOD = Codemod(plan)
