"""FargateTaskEnvironment: an ECSRun, for an ECS agent.

Its keywords were boto3's: those of the task definition and those of the call that runs the task.
"""

from __future__ import annotations

from functools import partial

from prefect_codemods.findings import Level
from prefect_codemods.python import literals
from prefect_codemods.python.arguments import Bound, is_none
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.new_code import (
    Code,
    new_dictionary,
    new_entry,
    new_list,
    string_literal,
)
from prefect_codemods.rule import Kind, rule
from prefect_codemods.to_1.catalogue.signatures import class_signatures
from prefect_codemods.to_1.environments.common import (
    EnvironmentParts,
    arguments_of,
    by_kind,
    refuse_executor,
)
from prefect_codemods.to_1.environments.translation import (
    ARGUMENTS,
    Blocked,
    Translation,
    TranslationNote,
    translates,
)

FARGATE = rule(
    "PM108",
    "fargate-task-environment",
    Kind.SAFE,
    since="1.0.0",
    what="Replaces `FargateTaskEnvironment` with `ECSRun`.",
    why="Environments and the Fargate agent were removed in Prefect 1.0.0: the flow needs an ECS agent. The "
    "container has to be named `flow`, or the task gets a second one without an image.",
    before="from prefect import Flow\nfrom prefect.environments import FargateTaskEnvironment\n\n"
    'flow = Flow("f")\n'
    'flow.environment = FargateTaskEnvironment(cpu="512", memory="1024", cluster="jobs")\n',
    after="from prefect import Flow\nfrom prefect.run_configs import ECSRun\n\n"
    'flow = Flow("f")\n'
    'flow.run_config = ECSRun(cpu="512", memory="1024", run_task_kwargs={"cluster": "jobs"})\n',
    source="Prefect 0.13.19, prefect/environments/execution/fargate; 1.4.1, prefect/agent/ecs",
)
CREDENTIALS = rule(
    "PM212",
    "fargate-credentials",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports AWS credentials and the region of a FargateTaskEnvironment.",
    why="An ECSRun takes none: the agent's own credentials and `AWS_DEFAULT_REGION` count.",
    before="from prefect import Flow\nfrom prefect.environments import FargateTaskEnvironment\n\n"
    'flow = Flow("f")\n'
    'flow.environment = FargateTaskEnvironment(region_name="eu-west-1", cpu="512")\n',
    advice="configure the ECS agent with them, and rotate keys that stood in source code",
)
DROPPED = rule(
    "PM213",
    "fargate-ignored-keyword",
    Kind.MANUAL,
    since="0.6.6",
    what="Notes keywords of a FargateTaskEnvironment that had no effect.",
    why="It passed known keywords to boto3 and ignored the rest.",
    before="from prefect import Flow\nfrom prefect.environments import FargateTaskEnvironment\n\n"
    'flow = Flow("f")\nflow.environment = FargateTaskEnvironment(colour="blue", cpu="512")\n',
    advice="check that it isn't a misspelt keyword that you rely on",
)

_DEFINITION = frozenset(
    [
        "taskRoleArn",
        "executionRoleArn",
        "networkMode",
        "containerDefinitions",
        "volumes",
        "placementConstraints",
        "requiresCompatibilities",
        "cpu",
        "memory",
        "tags",
        "pidMode",
        "ipcMode",
        "proxyConfiguration",
        "inferenceAccelerators",
    ]
)
_RUN = frozenset(
    [
        "cluster",
        "count",
        "startedBy",
        "group",
        "placementConstraints",
        "placementStrategy",
        "platformVersion",
        "networkConfiguration",
        "tags",
        "enableECSManagedTags",
        "propagateTags",
    ]
)
_DIRECT = {
    "cpu": "cpu",
    "memory": "memory",
    "taskRoleArn": "task_role_arn",
    "executionRoleArn": "execution_role_arn",
}
_CREDENTIALS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "region_name")
_GUESS = by_kind({"list": "labels", "executor": "executor"})


@translates("FargateTaskEnvironment")
def translate_fargate(module: Module, call: cst.Call, docker: bool) -> Translation | Blocked:
    """What ``FargateTaskEnvironment(…)`` becomes."""
    bound = arguments_of(module, call, "FargateTaskEnvironment", _GUESS, extra=True)
    if isinstance(bound, Blocked):
        return bound
    if (refused := refuse_executor(module, bound)) is not None:
        return refused
    named = {p for s in class_signatures("FargateTaskEnvironment") for p in s.parameters}
    boto = {k: a.value for k, a in bound.arguments.items() if k not in named}
    parts = EnvironmentParts(module, FARGATE)
    message = "an ECS agent has to run the flow: the Fargate agent was removed in Prefect 1.0.0"
    help = "start one with `prefect agent ecs start`"
    parts.notes.append(TranslationNote(FARGATE, message, Level.MANUAL, help))
    _notes(parts, bound, boto)
    blocked = _definition(parts, boto, _launch_type(bound)) or _run(parts, bound, boto)
    if blocked is not None:
        return blocked
    executor = parts.executor(bound.arguments.get("executor"))
    return parts.translation(bound, docker, "ECSRun", executor, always=True)


def _notes(parts: EnvironmentParts, bound: Bound, boto: dict[str, cst.BaseExpression]) -> None:
    for name in _CREDENTIALS:
        if not is_none(bound.arguments.get(name)):
            parts.notes.append(
                TranslationNote(
                    CREDENTIALS, f"`{name}` is dropped: the agent has to have it", Level.MANUAL
                )
            )
    for name in boto:
        if name not in _DEFINITION | _RUN | {"family", "taskDefinition"}:
            parts.notes.append(
                TranslationNote(DROPPED, f"`{name}` is dropped: it had no effect", Level.MANUAL)
            )


def _launch_type(bound: Bound) -> cst.BaseExpression | None:
    """The launch type, where it is another than the default."""
    launch = bound.arguments.get("launch_type")
    if launch is None or is_none(launch) or literals.string_value(launch.value) == "FARGATE":
        return None
    return launch.value


def _definition(
    parts: EnvironmentParts, boto: dict[str, cst.BaseExpression], launch: cst.BaseExpression | None
) -> Blocked | None:
    entries = {k: v for k, v in boto.items() if k in _DEFINITION}
    if "taskDefinition" in boto:
        if set(entries) - set(_DIRECT):
            parts.note("`taskDefinition` is dropped: the definition is registered anew")
        else:
            return Blocked(
                ARGUMENTS,
                "an existing `taskDefinition` becomes `task_definition_arn` only if its container "
                "is named `flow`",
                "use `ECSRun(task_definition_arn=…)` with a definition whose container is `flow`",
            )
    if set(entries) <= set(_DIRECT):
        parts.note(
            "what it doesn't set comes from the agent's own definition: `networkMode` awsvpc, "
            "`requiresCompatibilities` by its launch type"
        )
        for name, value in entries.items():
            parts.arguments.append((_DIRECT[name], value))
        return None
    containers = entries.get("containerDefinitions")
    if containers is not None:
        first = _first_container(containers)
        if first is None:
            return Blocked(
                ARGUMENTS,
                "`containerDefinitions` isn't a literal list of dictionaries",
                "name the first container `flow`, remove its `command` and `image`, then pass it in "
                "`ECSRun(task_definition=…)`",
            )
        parts.prepare.append(partial(_name_container, parts.module, first))
        _tell_of_image(parts, first)
    written: list[tuple[str, Code]] = list(entries.items())
    if "requiresCompatibilities" not in entries and launch is None:
        parts.note("the agent adds `requiresCompatibilities`, its own launch type")
    elif "requiresCompatibilities" not in entries and launch is not None:
        parts.note("`requiresCompatibilities` is set: the agent would set its own launch type")
        written.append(("requiresCompatibilities", new_list([launch])))
    if containers is None:
        only = new_dictionary([("name", string_literal("flow"))])
        written.append(("containerDefinitions", new_list([only])))
    parts.arguments.append(("task_definition", new_dictionary(written)))
    return None


_OVERWRITTEN = frozenset({"command", "image"})
"""What the environment overwrote in the first container, whatever stood there."""


def _first_container(node: cst.BaseExpression) -> cst.Dict | None:
    """The first of ``containerDefinitions``, which ran the flow."""
    if not isinstance(node, cst.List) or not node.elements:
        return None
    first = node.elements[0].value
    if not isinstance(first, cst.Dict) or literals.dictionary_items(first) is None:
        return None
    return first


def _name_container(module: Module, container: cst.Dict) -> None:
    """Call the container ``flow``, and take out its command and image."""
    named = False
    for index, element in enumerate(container.elements):
        assert isinstance(element, cst.DictElement)
        key = literals.string_value(element.key)
        if key in _OVERWRITTEN:
            module.plan.elements(container).drop(index)
        elif key == "name":
            named = True
            module.plan.replace(element.value, string_literal("flow"))
    if not named:
        module.plan.elements(container).insert(0, new_entry("name", string_literal("flow")))


def _tell_of_image(parts: EnvironmentParts, container: cst.Dict) -> None:
    entries = dict(literals.dictionary_items(container) or ())
    if "image" in entries and literals.string_value(entries["image"]) != "":
        parts.note("the first container's `image` is dropped: the flow's took its place")


def _run(
    parts: EnvironmentParts, bound: Bound, boto: dict[str, cst.BaseExpression]
) -> Blocked | None:
    entries: list[tuple[str, Code]] = [(k, v) for k, v in boto.items() if k in _RUN]
    launch = _launch_type(bound)
    if launch is not None:
        entries.insert(0, ("launchType", launch))
    if entries:
        parts.arguments.append(("run_task_kwargs", new_dictionary(entries)))
    return None
