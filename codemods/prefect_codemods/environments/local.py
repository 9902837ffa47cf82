"""LocalEnvironment, and the bare Environment: an executor for the flow, labels for a run config.

Despite its name it works with every agent, so it never becomes a LocalRun
(https://docs-v1.prefect.io/orchestration/flow_config/upgrade.html).
"""

from __future__ import annotations

import libcst as cst

from prefect_codemods.catalogue.signatures import signatures
from prefect_codemods.environments.translation import (
    AGENT_RUN_CONFIGS,
    ARGUMENTS,
    IMAGE,
    WITH_IMAGE,
    Blocked,
    Note,
    Translation,
    Value,
    callbacks,
    carried,
    image_of,
    run_config,
    unknown,
)
from prefect_codemods.python.arguments import bind, is_none
from prefect_codemods.python.context import Module
from prefect_codemods.rule import Kind, rule

LOCAL = rule(
    "PM101",
    "local-environment",
    Kind.SAFE,
    since="1.0.0",
    what="Replaces `LocalEnvironment` by an executor and, where it has labels, a `UniversalRun`.",
    why="Environments went with 1.0.0: the import fails, and an assignment to `flow.environment` "
    "is silently ignored.",
    before="from prefect import Flow\nfrom prefect.environments import LocalEnvironment\n"
    "from prefect.executors import LocalDaskExecutor\n\n"
    'flow = Flow("f", environment=LocalEnvironment(executor=LocalDaskExecutor()))\n',
    after="from prefect import Flow\nfrom prefect.executors import LocalDaskExecutor\n\n"
    'flow = Flow("f", executor=LocalDaskExecutor())\n',
    source="Prefect 1.0.0, changelog; 0.14.0, prefect/environments/execution/local.py",
)
RUN_USES_EXECUTOR = (
    "`flow.run()` uses the flow's executor too; the environment's served deployed runs only"
)

PARAMETERS = ("executor", "labels", "on_start", "on_exit", "metadata")


def guess(node: cst.BaseExpression) -> set[str]:
    """The parameters that a positional argument can be meant for, by the kind of expression."""
    if isinstance(node, (cst.List, cst.Set, cst.Tuple, cst.ListComp, cst.SetComp)):
        return {"labels"}
    if isinstance(node, cst.Dict):
        return {"metadata"}
    if isinstance(node, cst.Call):
        name = node.func
        last = name.attr.value if isinstance(name, cst.Attribute) else getattr(name, "value", "")
        if isinstance(last, str) and last.endswith("Executor"):
            return {"executor"}
    return set(PARAMETERS)


def translate(module: Module, call: cst.Call, docker: bool) -> Translation | Blocked:
    """What ``LocalEnvironment(…)`` becomes; ``docker``: the flow has a Docker storage."""
    bound = bind(call, signatures("LocalEnvironment", module.options.since), guess)
    if bound.problem:
        return Blocked(ARGUMENTS, bound.problem)
    blocked = unknown(bound, PARAMETERS) or callbacks(bound)
    if blocked is not None:
        return blocked
    image = image_of(bound)
    if isinstance(image, Blocked):
        return image
    notes: list[Note] = []
    inner: list[cst.BaseExpression] = []
    executor = bound.arguments.get("executor")
    if not is_none(executor):
        assert executor is not None
        inner.append(executor.value)
        notes.append(Note(LOCAL, RUN_USES_EXECUTOR))
    config = "UniversalRun"
    arguments: list[tuple[str, Value]] = []
    if image is not None and docker:
        notes.append(Note(IMAGE, "the image is dropped: Docker storage always overrode it"))
    elif image is not None:
        config = AGENT_RUN_CONFIGS.get(module.options.agent or "", "")
        if config not in WITH_IMAGE:
            return Blocked(IMAGE, "only the agent's own run config takes an image")
        inner.append(image)
        arguments.append(("image", _later(module, image)))
    labels = bound.arguments.get("labels")
    if not is_none(labels):
        assert labels is not None
        inner.append(labels.value)
        arguments.append(("labels", _later(module, labels.value)))
    return Translation(
        LOCAL,
        executor=carried(module, executor.value) if not is_none(executor) and executor else None,
        run_config=run_config(config, arguments) if arguments else None,
        notes=tuple(notes),
        inner=tuple(inner),
    )


def _later(module: Module, node: cst.BaseExpression) -> Value:
    return lambda: module.plan.build(node)
