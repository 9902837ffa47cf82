"""Attributes and methods that were renamed or removed, on objects whose class is certain.

Those that code reaches by a string (``getattr(flow, "deploy")``, ``vars(flow)["…"]``) are reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from prefect_codemods.findings import Level
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.literals import string_value
from prefect_codemods.python.rules import Codemod
from prefect_codemods.python.scopes import dotted_name
from prefect_codemods.python.tree import walk_nodes
from prefect_codemods.rule import Kind, rule
from prefect_codemods.to_1.catalogue.names import Name, environment_class, known_names
from prefect_codemods.to_1.environments.common import RUN_USES_EXECUTOR
from prefect_codemods.to_1.flow_settings import flow_settings, storage_keywords
from prefect_codemods.to_1.type_inference import (
    attribute_owner,
    is_flow,
    known_as_flow,
    looks_like_flow,
    made_by,
    may_be_flow,
    said_to_be,
)
from prefect_codemods.to_1.unbound_names import makes_unbound_environment

RENAMED = rule(
    "PM151",
    "attribute-renamed",
    Kind.SAFE,
    since="1.0.0",
    what="Renames methods and properties of Prefect's objects.",
    why="The old names were removed between 0.10.0 and 1.0.0.",
    before="from prefect import Client\n\nclient = Client()\nclient.login_to_tenant('t')\n",
    after="from prefect import Client\n\nclient = Client()\nclient.switch_tenant('t')\n",
    source="Prefect 0.10.0 and 1.0.0, changelog",
)
REMOVED = rule(
    "PM252",
    "attribute-removed",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports methods and attributes that 1.x no longer has.",
    why="The call fails with an AttributeError, or takes other arguments.",
    before="from prefect import Client\n\nclient = Client()\nclient.get_auth_token()\n",
    advice="remove what uses it",
)
ENVIRONMENT = rule(
    "PM230",
    "flow-environment-read",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports code that reads or changes `flow.environment`.",
    why="On 1.x it is a plain attribute that nothing reads: a change is lost silently.",
    before="from prefect import Flow\n\nflow = Flow('f')\nflow.environment.labels.add('x')\n",
    advice="use `flow.run_config` (its labels, its image) and `flow.executor`",
)
EXECUTOR = rule(
    "PM130",
    "flow-environment-executor",
    Kind.SAFE,
    since="1.0.0",
    what="Sets the flow's executor instead of its environment's.",
    why="On 1.x `flow.environment` is a plain attribute that nothing reads.",
    before="from prefect import Flow\n\nflow = Flow('f')\nflow.environment.executor = executor\n",
    after="from prefect import Flow\n\nflow = Flow('f')\nflow.executor = executor\n",
    source="Prefect 1.0.0, prefect/core/flow.py",
)
DEPLOY = rule(
    "PM132",
    "flow-deploy",
    Kind.SAFE,
    since="0.10.0",
    what="Replaces `flow.deploy` with `flow.register`.",
    why="It was deprecated in 0.8.0 and was removed in Prefect 0.10.0; the arguments are the same.",
    before="from prefect import Flow\n\nflow = Flow('f')\nflow.deploy('project')\n",
    after="from prefect import Flow\n\nflow = Flow('f')\nflow.register('project')\n",
    source="Prefect 0.10.0, changelog",
)

_OTHER_ARGUMENTS = {"write_run_log", "save_api_token"}
_COMMON = {
    "get_auth_token": ("prefect.Client", "prefect.client"),
    "safe_value": ("prefect.engine.result",),
    "to_result": ("prefect.engine.result",),
}
"""Names that other libraries have too, and where from an import makes them Prefect's."""
_TELLING = {
    row.old.rpartition(".")[2]: row.old
    for row in known_names().values()
    if row.kind == "attribute"
    and row.action == "diagnose"
    and row.old.rpartition(".")[2] not in {"environment", "queue", "map", "validate"}
}
"""Attributes whose name alone tells whose they were."""
_FUNCTIONS = frozenset(("getattr", "setattr", "hasattr", "delattr"))
_GETTERS = frozenset(("operator.attrgetter", "operator.methodcaller"))
_KNOWN = {"deploy", *(old.rpartition(".")[2] for old in known_names())}


def plan_attributes(module: Module) -> None:
    """Plan the attributes of one module."""
    for attribute in module.names.attributes:
        if module.plan.edited(attribute) or module.compatible(attribute):
            continue
        name = attribute.attr.value
        if name == "environment":
            _judge_environment_use(module, attribute)
        elif name in _KNOWN:
            _judge_listed_attribute(module, attribute, name)
    if module.uses_library:
        for node, owner, name in _named_attributes(module):
            if not module.compatible(node):
                _judge_named_attribute(module, node, owner, name)


def _judge_listed_attribute(module: Module, attribute: cst.Attribute, name: str) -> None:
    owner = attribute_owner(said_to_be(module, attribute.value, name))
    certain = not owner or owner == attribute_owner(made_by(module, attribute.value, name))
    old = f"{owner}.{name}" if owner else _path_by_name(module, name)
    row = known_names().get(old)
    if name == "deploy" and (row is None or not certain):
        _may_be_deployed(module, attribute)
        return
    if row is None or module.names.qualified(attribute):
        return
    new = row.new.rpartition(".")[2]
    if row.action == "diagnose" or name in _OTHER_ARGUMENTS or not certain:
        why = f": {row.note}" if row.note else ""
        removed = row.removed or "1.0.0"
        became = f"became `{new}`" if new else f"was removed in Prefect {removed}"
        help = f"write `{new}` with the arguments that it takes" if new else "remove what uses it"
        module.plan.report(
            REMOVED, attribute, f"`{name}` {became}{why}", level=Level.ERROR, help=help
        )
        return
    if name == "result_handler":
        return
    if name == "deploy" and _inverted(module, attribute):
        message = "`set_schedule_inactive` became `set_schedule_active`, its opposite"
        module.plan.report(REMOVED, attribute, message, level=Level.ERROR, help=_ACTIVE)
        return
    rule_ = DEPLOY if name == "deploy" else RENAMED
    if module.plan.allows(rule_, attribute):
        module.plan.replace(attribute.attr, new)
        module.plan.change(rule_, attribute, f"`{name}` is now `{new}`")


def _may_be_deployed(module: Module, attribute: cst.Attribute) -> None:
    """Report a ``deploy`` of something that looks like a flow, in a module of this Prefect."""
    call = module.tree.parent(attribute)
    if not isinstance(call, cst.Call) or not module.uses_library:
        return
    if may_be_flow(module, attribute.value, "deploy") and not _later_prefect(module):
        message = "if this is a flow of Prefect's, `deploy` was removed in Prefect 0.10.0"
        help = "write `register`, with the same arguments"
        if lost := storage_keywords(call):
            help += f" but {', '.join(lost)}: set `flow.storage` with them"
        module.plan.report(REMOVED, attribute, message, level=Level.MANUAL, help=help)


def _path_by_name(module: Module, name: str) -> str:
    """The attribute that its name alone tells, beside an import where it is a common one."""
    homes = _COMMON.get(name)
    if homes and not any(target.startswith(homes) for target in _imported(module)):
        return ""
    return _TELLING.get(name, "")


def _later_prefect(module: Module) -> bool:
    """Whether the module imports what only Prefect 2 and later have, whose flows are deployed."""
    return any(
        target in {"prefect.flow", "prefect.serve", "prefect.get_client"}
        or target.startswith(("prefect.deployments", "prefect.flows"))
        for target in _imported(module)
    )


def _imported(module: Module) -> Iterator[str]:
    """The dotted paths of what is imported at the top of the module, or of its pieces."""
    for scope in module.names.modules:
        for bindings in scope.bindings.values():
            yield from (binding.target for binding in bindings)


_ACTIVE = "write `flow.register(…, set_schedule_active=…)` with the opposite value"


def _inverted(module: Module, attribute: cst.Attribute) -> bool:
    """Whether ``deploy`` is called with the keyword that 0.5.2 alone had."""
    call = module.tree.parent(attribute)
    return isinstance(call, cst.Call) and any(
        a.keyword is not None and a.keyword.value == "set_schedule_inactive" for a in call.args
    )


def _judge_environment_use(module: Module, attribute: cst.Attribute) -> None:
    """A use of ``flow.environment`` that isn't the assignment of an environment."""
    parent = module.tree.parent(attribute)
    if isinstance(parent, cst.AssignTarget):
        _assigned(module, attribute, parent)
        return
    if not is_flow(module, attribute.value):
        if known_as_flow(module, attribute.value, "environment"):
            module.plan.report(ENVIRONMENT, attribute, _NO_ENVIRONMENT, level=Level.ERROR)
        elif module.uses_library and _may_have_environment(module, attribute.value):
            message = "if this is a flow of Prefect's, it has no `environment` on 1.x"
            module.plan.report(ENVIRONMENT, attribute, message)
        return
    if (
        isinstance(parent, cst.Attribute)
        and parent.attr.value == "executor"
        and isinstance(module.tree.parent(parent), cst.AssignTarget)
        and module.plan.allows(EXECUTOR, parent)
    ):
        module.plan.replace(attribute, attribute.value)
        module.plan.change(EXECUTOR, parent, "`flow.environment.executor` is now `flow.executor`")
        module.plan.report(EXECUTOR, parent, RUN_USES_EXECUTOR, level=Level.NOTE)
        return
    module.plan.report(ENVIRONMENT, attribute, _NO_ENVIRONMENT, level=Level.ERROR)


def _may_have_environment(module: Module, node: cst.BaseExpression) -> bool:
    """Whether ``node`` looks like a flow, or is one in a case that its module shows."""
    return looks_like_flow(module, node) or may_be_flow(module, node, "environment")


_NO_ENVIRONMENT = "a flow has no `environment` on 1.x"


def _assigned(module: Module, attribute: cst.Attribute, target: cst.AssignTarget) -> None:
    """An assignment to ``flow.environment`` of something that can't be told to be one of Prefect's.

    On 1.x it would be lost silently, so it is never passed over.
    """
    assign = module.tree.parent(target)
    if id(assign) in flow_settings(module).environments:
        return
    if isinstance(assign, cst.Assign) and makes_unbound_environment(module, assign.value):
        return  # reported by the name of its class
    if known_as_flow(module, attribute.value, "environment"):
        message = "`flow.environment` is never read on 1.x: what is assigned here is lost"
        module.plan.report(ENVIRONMENT, attribute, message, level=Level.ERROR)
    elif module.uses_library and _may_have_environment(module, attribute.value):
        message = "if this is a flow of Prefect's, what is assigned here is lost on 1.x"
        module.plan.report(ENVIRONMENT, attribute, message)


def _named_attributes(
    module: Module,
) -> Iterator[tuple[cst.CSTNode, cst.BaseExpression | None, str]]:
    """Each place, the object, where it is known, and the name of its attribute."""
    for call in module.names.calls:
        if not call.args or any(arg.star or arg.keyword for arg in call.args[:2]):
            continue
        if isinstance(call.func, cst.Name) and call.func.value in _FUNCTIONS:
            if len(call.args) > 1 and not _holds_environment(module, call):
                yield call, call.args[0].value, string_value(call.args[1].value) or ""
        elif module.names.qualified(call.func) in _GETTERS:
            yield call, None, (string_value(call.args[0].value) or "").partition(".")[0]
    if "__dict__" in module.tree.text or "vars(" in module.tree.text:
        for node in walk_nodes(module.tree.module):
            if isinstance(node, cst.Subscript) and (owner := _owner_of_dictionary(node.value)):
                index = node.slice[0].slice
                key = string_value(index.value) if isinstance(index, cst.Index) else None
                yield node, owner, key or ""


def _holds_environment(module: Module, call: cst.Call) -> bool:
    """Whether ``setattr`` gets an environment that is made there, which is reported by itself."""
    value = call.args[2].value if len(call.args) > 2 else None
    return isinstance(value, cst.Call) and bool(
        environment_class(module.names.qualified(value.func))
    )


def _owner_of_dictionary(node: cst.BaseExpression) -> cst.BaseExpression | None:
    """``x`` of ``vars(x)`` and ``x.__dict__``."""
    if isinstance(node, cst.Attribute) and node.attr.value == "__dict__":
        return node.value
    if isinstance(node, cst.Call) and dotted_name(node.func) == "vars" and len(node.args) == 1:
        return node.args[0].value
    return None


def _judge_named_attribute(
    module: Module, node: cst.CSTNode, owner: cst.BaseExpression | None, name: str
) -> None:
    if name == "environment":
        if owner is None or looks_like_flow(module, owner):
            message = "if this is a flow of Prefect's, its `environment` is never read on 1.x"
            module.plan.report(ENVIRONMENT, node, message)
        return
    row = (
        known_names().get(f"{attribute_owner(made_by(module, owner))}.{name}")
        if owner is not None
        else None
    )
    if row is None and name == "deploy" and (owner is None or may_be_flow(module, owner)):
        row = known_names()["prefect.core.flow.Flow.deploy"]
    if row is not None and row.kind == "attribute" and row.removed:
        _report_named(module, node, name, row)


def _report_named(module: Module, node: cst.CSTNode, name: str, row: Name) -> None:
    new = row.new.rpartition(".")[2]
    message = f"`{name}`, which is named by a string here, was removed in Prefect {row.removed}"
    help = f"write `{new}`" if new else ""
    level = Level.ERROR if new != "register" else Level.MANUAL
    module.plan.report(REMOVED, node, message, level=level, help=help)


_NAMES = "|".join(
    sorted(
        {row.old.rpartition(".")[2] for row in known_names().values() if row.kind == "attribute"}
    )
)
CODEMOD = Codemod(
    plan_attributes,
    after=("sites",),
    attributes=("deploy", "environment", *sorted(_TELLING.keys() - _COMMON)),
    text=rf"(?:attr|getter|caller)\([^)]{{0,80}}[\"'](?:{_NAMES})\b"
    rf"|(?:\)|__dict__)\[[\"'](?:{_NAMES})[\"']",
)
