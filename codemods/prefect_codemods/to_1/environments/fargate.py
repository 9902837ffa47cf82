"""FargateTaskEnvironment: an ECSRun, for an ECS agent.

Its keywords were boto3's: those of the task definition and those of the call that runs the task.
"""

from __future__ import annotations

from collections.abc import Sequence

from prefect_codemods.findings import Level
from prefect_codemods.python import literals
from prefect_codemods.python.arguments import Bound, is_none
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.rule import Kind, rule
from prefect_codemods.to_1.catalogue.signatures import signatures
from prefect_codemods.to_1.environments.common import (
    Parts,
    arguments_of,
    by_kind,
    executor_elsewhere,
)
from prefect_codemods.to_1.environments.translation import (
    ARGUMENTS,
    Blocked,
    Note,
    Translation,
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
def translate(module: Module, call: cst.Call, docker: bool) -> Translation | Blocked:
    """What ``FargateTaskEnvironment(…)`` becomes."""
    bound = arguments_of(module, call, "FargateTaskEnvironment", _GUESS, extra=True)
    if isinstance(bound, Blocked):
        return bound
    if (elsewhere := executor_elsewhere(bound)) is not None:
        return elsewhere
    named = {p for s in signatures("FargateTaskEnvironment") for p in s.parameters}
    boto = {k: a.value for k, a in bound.arguments.items() if k not in named}
    parts = Parts(module, FARGATE)
    parts.note("an ECS agent has to run the flow: the Fargate agent was removed in Prefect 1.0.0")
    _notes(parts, bound, boto)
    blocked = _definition(parts, boto, _launch_type(bound)) or _run(parts, bound, boto)
    if blocked is not None:
        return blocked
    return parts.translation(bound, docker, "ECSRun")


def _notes(parts: Parts, bound: Bound, boto: dict[str, cst.BaseExpression]) -> None:
    for name in _CREDENTIALS:
        if not is_none(bound.arguments.get(name)):
            parts.notes.append(
                Note(CREDENTIALS, f"`{name}` is dropped: the agent has to have it", Level.MANUAL)
            )
    for name in boto:
        if name not in _DEFINITION | _RUN | {"family", "taskDefinition"}:
            parts.notes.append(
                Note(DROPPED, f"`{name}` is dropped: it had no effect", Level.MANUAL)
            )


def _launch_type(bound: Bound) -> cst.BaseExpression | None:
    """The launch type, where it is another than the default."""
    launch = bound.arguments.get("launch_type")
    if launch is None or is_none(launch) or literals.string(launch.value) == "FARGATE":
        return None
    return launch.value


def _definition(
    parts: Parts, boto: dict[str, cst.BaseExpression], launch: cst.BaseExpression | None
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
            "what it doesn't say comes from the agent's own definition: `networkMode` awsvpc, "
            "`requiresCompatibilities` by its launch type"
        )
        for name, value in entries.items():
            parts.arguments.append((_DIRECT[name], parts.later(value)))
        return None
    containers = entries.get("containerDefinitions")
    flow: cst.BaseExpression | None = None
    if containers is not None:
        flow = _containers(containers)
        if flow is None:
            return Blocked(
                ARGUMENTS,
                "`containerDefinitions` isn't a literal list of dictionaries",
                "name the first container `flow`, remove its `command` and `image`, then pass it in "
                "`ECSRun(task_definition=…)`",
            )
        parts.inner.extend(_living(containers))
        _tell_of_image(parts, containers)
    written: list[tuple[str, cst.BaseExpression]] = []
    for name, value in entries.items():
        if name == "containerDefinitions":
            assert flow is not None
            written.append((name, flow))
        else:
            parts.inner.append(value)
            written.append((name, value))
    if "requiresCompatibilities" not in entries and launch is None:
        parts.note("the agent adds `requiresCompatibilities`, its own launch type")
    elif "requiresCompatibilities" not in entries and launch is not None:
        parts.note("`requiresCompatibilities` is set: the agent would set its own launch type")
        parts.inner.append(launch)
        written.append(("requiresCompatibilities", literals.listing([launch])))
    if containers is None:
        only = literals.dictionary([("name", literals.quoted("flow"))])
        written.append(("containerDefinitions", literals.listing([only])))
    made = literals.dictionary(written)
    parts.arguments.append(("task_definition", parts.woven(made)))
    return None


_OVERWRITTEN = frozenset({"command", "image"})
"""What the environment overwrote in the first container, whatever stood there."""


def _containers(node: cst.BaseExpression) -> cst.BaseExpression | None:
    """The containers with the first named ``flow``, without its command and image."""
    if not isinstance(node, cst.List) or not node.elements:
        return None
    first = node.elements[0]
    if not isinstance(first, cst.Element) or not isinstance(first.value, cst.Dict):
        return None
    if literals.items(first.value) is None:
        return None
    kept: list[cst.BaseDictElement] = []
    named = False
    for element in first.value.elements:
        assert isinstance(element, cst.DictElement)
        key = literals.string(element.key)
        if key in _OVERWRITTEN:
            continue
        if key == "name":
            named = True
            element = element.with_changes(value=literals.quoted("flow"))
        kept.append(element)
    if not named:
        kept.insert(0, cst.DictElement(literals.quoted("name"), literals.quoted("flow")))
    rbrace = first.value.rbrace
    last = first.value.elements[-1]
    if kept and last in _dropped(first.value):
        rbrace = _closing(rbrace, kept[-1])
        kept[-1] = kept[-1].with_changes(comma=last.comma)
    value = first.value.with_changes(elements=kept, rbrace=rbrace)
    return node.with_changes(elements=[first.with_changes(value=value), *node.elements[1:]])


def _dropped(container: cst.Dict) -> list[cst.BaseDictElement]:
    return [
        element
        for element in container.elements
        if isinstance(element, cst.DictElement) and literals.string(element.key) in _OVERWRITTEN
    ]


def _living(containers: cst.BaseExpression) -> list[cst.CSTNode]:
    """The parts of ``containerDefinitions`` that stay, with the comments that stay with them."""
    assert isinstance(containers, cst.List)
    container = containers.elements[0].value
    assert isinstance(container, cst.Dict)
    gone = _dropped(container)
    comma = containers.elements[0].comma
    return [
        *(element for element in container.elements if element not in gone),
        container.lbrace,
        *(_lines(container.rbrace) if container.elements[-1] in gone else [container.rbrace]),
        *([comma] if isinstance(comma, cst.Comma) else []),
        *containers.elements[1:],
        containers.lbracket,
        containers.rbracket,
    ]


def _lines(brace: cst.RightCurlyBrace) -> Sequence[cst.CSTNode]:
    space = brace.whitespace_before
    return space.empty_lines if isinstance(space, cst.ParenthesizedWhitespace) else ()


def _closing(brace: cst.RightCurlyBrace, element: cst.BaseDictElement) -> cst.RightCurlyBrace:
    """``brace`` with the comment behind ``element``, which is the last one now."""
    space = brace.whitespace_before
    comma = element.comma
    own = comma.whitespace_after if isinstance(comma, cst.Comma) else None
    if not isinstance(space, cst.ParenthesizedWhitespace):
        return brace
    line = cst.TrailingWhitespace(newline=space.first_line.newline)
    if isinstance(own, cst.ParenthesizedWhitespace):
        line = own.first_line
    return brace.with_changes(whitespace_before=space.with_changes(first_line=line))


def _tell_of_image(parts: Parts, containers: cst.BaseExpression) -> None:
    assert isinstance(containers, cst.List)
    entries = dict(literals.items(containers.elements[0].value) or ())
    if "image" in entries and literals.string(entries["image"]) != "":
        parts.note("the first container's `image` is dropped: the flow's took its place")


def _run(parts: Parts, bound: Bound, boto: dict[str, cst.BaseExpression]) -> Blocked | None:
    entries = [(k, v) for k, v in boto.items() if k in _RUN]
    launch = _launch_type(bound)
    if launch is not None:
        entries.insert(0, ("launchType", launch))
    if entries:
        parts.inner.extend(v for _, v in entries)
        made = literals.dictionary(entries)
        parts.arguments.append(("run_task_kwargs", parts.woven(made)))
    return None
