"""The constructor of Flow, its registration, and run configs whose first argument moved."""

from __future__ import annotations

from prefect_codemods.findings import Level
from prefect_codemods.python.arguments import by_keyword, is_none, unclear_argument
from prefect_codemods.python.call_rewrite import (
    Action,
    ArgumentRow,
    ArgumentRows,
    CallTable,
    called_class,
    name_argument,
    refused_argument,
    rewrite_keywords,
)
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.rules import Codemod
from prefect_codemods.python.scopes import dotted_name
from prefect_codemods.python.starred_keywords import starred_keywords
from prefect_codemods.rule import Kind, rule
from prefect_codemods.to_1.catalogue.signatures import class_signatures
from prefect_codemods.to_1.flow_settings import flow_settings, storage_keywords
from prefect_codemods.to_1.type_inference import (
    CLIENT,
    FLOW,
    is_flow,
    makes_own_flow,
    own_classes,
    said_to_be,
)
from prefect_codemods.to_1.value_origins import values_before

POSITIONAL = rule(
    "PM131",
    "flow-positional-arguments",
    Kind.SAFE,
    since="0.13.8",
    what="Names the third and later positional arguments of `Flow`.",
    why="What they mean changed in 0.5.3, 0.13.8, 0.13.10 and 1.0.0.",
    before="from prefect import Flow\nfrom prefect.storage import Docker\n\n"
    "flow = Flow('f', None, None, Docker())\n",
    after="from prefect import Flow\nfrom prefect.storage import Docker\n\n"
    "flow = Flow('f', None, storage=Docker())\n",
    source="Prefect 0.5.0 to 1.4.1, prefect/core/flow.py",
)
UNIVERSAL = rule(
    "PM133",
    "universal-run-labels",
    Kind.SAFE,
    since="0.14.17",
    what="Names the labels of `UniversalRun`.",
    why="Its first positional argument is `env` since 0.14.17, labels before: a list would be "
    "taken as environment variables, silently.",
    before="from prefect.run_configs import UniversalRun\n\nrun = UniversalRun(['a'])\n",
    after="from prefect.run_configs import UniversalRun\n\nrun = UniversalRun(labels=['a'])\n",
    source="Prefect 0.14.17, prefect/run_configs/universal.py",
)
UNCERTAIN = rule(
    "PM231",
    "flow-positional-uncertain",
    Kind.MANUAL,
    since="0.13.8",
    what="Reports positional arguments of `Flow` whose meaning can't be determined.",
    why="Releases disagree about the third and later ones.",
    before="from prefect import Flow\n\nflow = Flow('f', None, something)\n",
    advice="write them as keywords, or name the release with --from",
)
CONFIGURED = rule(
    "PM232",
    "environment-in-keywords",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports an `environment` that reaches `Flow` through a dictionary.",
    why="`Flow(environment=…)` is a TypeError on 1.x.",
    before="from prefect import Flow\n\nconfig = {'environment': env}\nflow = Flow('f', **config)\n",
    advice="put `executor` and `run_config` into the dictionary instead",
)
PROJECT = rule(
    "PM233",
    "register-without-project",
    Kind.MANUAL,
    since="0.13.0",
    what="Reports `flow.register()` without a project.",
    why="The project is required since 0.13.0.",
    before="from prefect import Flow\n\nflow = Flow('f')\nflow.register()\n",
    advice='name it: `flow.register(project_name="…")`',
)
TOKEN = rule(
    "PM234",
    "api-token",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports API tokens passed to Prefect's client and agents.",
    why="API keys replaced tokens, and are other credentials: a new name isn't enough.",
    before="from prefect import Client\n\nclient = Client(api_token='t')\n",
    advice="create an API key and pass it as `api_key`",
)
STORAGE_KEYWORDS = rule(
    "PM236",
    "register-storage-keywords",
    Kind.MANUAL,
    since="0.8.0",
    what="Reports keywords of `flow.register` that are meant for a storage.",
    why="They go to the default storage of a flow that has none: Docker up to 0.7.3, Local since, "
    "which does not take them.",
    before="from prefect import Flow\n\nflow = Flow('f')\n"
    "flow.register('p', registry_url='registry.example')\n",
    advice="set `flow.storage = Docker(…)` with them",
    source="Prefect 0.7.3 to 1.4.1, prefect/core/flow.py",
)
SIGNALS = rule(
    "PM235",
    "signal-not-caught",
    Kind.MANUAL,
    since="0.15.0",
    what="Reports `except Exception` around code that raises one of Prefect's signals.",
    why="Signals derive from BaseException since 0.15.0, so the handler no longer sees them.",
    before="from prefect.engine import signals\n\ntry:\n    raise signals.SKIP()\n"
    "except Exception:\n    pass\n",
    advice="catch the signal by its name, or `BaseException`",
)


def plan_flow(module: Module) -> None:
    """Plan the flows' calls of one module."""
    for call in module.names.calls:
        if module.compatible(call):
            continue
        path = module.names.qualified(call.func)
        for arg in call.args:
            if arg.star == "**" and called_class(module, call)[0] in FLOW:
                _configured(module, arg)
        if path in FLOW:
            _flow(module, call)
        elif isinstance(call.func, cst.Attribute):
            _judge_method_call(module, call, call.func)
            _subclass(module, call, call.func)
        elif makes_own_flow(module, call):
            _refuse_environment(module, call)
        if path.startswith("prefect.engine.signals.") or path == "prefect.engine.signals":
            _signal(module, call)


def _flow(module: Module, call: cst.Call) -> None:
    positional = [a for a in call.args if a.keyword is None and not a.star]
    if len(positional) <= 2 or any(a.star for a in call.args):
        return
    if id(call) in flow_settings(module).environments and "environment" not in by_keyword(call):
        return  # the environment is a positional argument: what follows it is named with it
    names = _meant_by_position(module, positional)
    if isinstance(names, str):
        module.plan.report(UNCERTAIN, call, names, level=Level.ERROR)
        return
    if not names or "environment" in names.values() or not module.plan.allows(POSITIONAL, call):
        return
    removed = [a for i, a in enumerate(positional) if i >= 2 and i not in names]
    module.plan.elements(call).drop(*(call.args.index(arg) for arg in removed))
    for index, name in names.items():
        name_argument(module, positional[index], name)
    module.plan.change(POSITIONAL, call, "positional arguments of `Flow` are named")


def _meant_by_position(module: Module, positional: list[cst.Arg]) -> dict[int, str] | str:
    """The parameters of the third and later arguments by index; a message where unclear.

    A literal ``None`` is every parameter's default, so it needn't be reported.
    """
    fitting = [
        s
        for s in class_signatures("Flow", module.options.since)
        if len(s.parameters) >= len(positional)
    ]
    said = {i: a.value for i, a in enumerate(positional) if i >= 2 and not is_none(a)}
    for index, value in said.items():
        likely = _meant_parameters(module, value)
        if likely:
            fitting = [s for s in fitting if s.parameters[index] in likely]
    names: dict[int, str] = {}
    for index in said:
        found = {s.parameters[index] for s in fitting}
        if len(found) != 1:
            return unclear_argument(index, found)
        names[index] = found.pop()
    return names


def _meant_parameters(module: Module, node: cst.BaseExpression) -> set[str]:
    node = module.names.value_of(node)
    if isinstance(node, cst.Call):
        path = module.names.qualified(node.func)
        if ".storage." in path:
            return {"storage"}
        if ".executors." in path:
            return {"executor"}
        if ".run_configs." in path:
            return {"run_config"}
        if ".environments." in path:
            return {"environment"}
    return set()


def _configured(module: Module, arg: cst.Arg) -> None:
    """Report an ``environment`` that the dictionary behind ``**`` holds."""
    for found in starred_keywords(module.tree, module.names, arg.value):
        if found.name == "environment" and not is_none(cst.Arg(found.value)):
            message = "the dictionary holds an `environment`, which `Flow` no longer takes"
            if found.place is not None:
                message = "the dictionary is given an `environment`, which `Flow` no longer takes"
            module.plan.report(CONFIGURED, found.place or arg, message, level=Level.ERROR)


def _only_labels(call: cst.Call) -> bool:
    """Whether a list is all that the call is given."""
    kinds = (cst.List, cst.Set, cst.Tuple, cst.ListComp)
    return len(call.args) == 1 and isinstance(call.args[0].value, kinds)


_REMOVED = refused_argument(TOKEN, "`{name}` was removed in Prefect 1.0.0")
RUNS = CallTable(
    ("prefect.run_configs.",),
    {
        ("UniversalRun", "0"): ArgumentRow(
            Action.TO_KEYWORD,
            UNIVERSAL,
            "the labels of `UniversalRun` are named",
            new="labels",
            only=_only_labels,
        )
    },
)
CLIENTS = CallTable(
    tuple(CLIENT), {("Client", "api_token"): _REMOVED, ("Client", "token"): _REMOVED}
)


def _judge_method_call(module: Module, call: cst.Call, func: cst.Attribute) -> None:
    name = func.attr.value
    if name in _QUERIES and said_to_be(module, func.value) in CLIENT:
        rewrite_keywords(module, call, name, _METHODS)
    if name not in {"register", "deploy", "run_agent"} or not is_flow(module, func.value, name):
        return
    if name != "run_agent":
        _registration(module, call, func)
    rewrite_keywords(module, call, name, _METHODS)


def _registration(module: Module, call: cst.Call, func: cst.Attribute) -> None:
    named = by_keyword(call)
    if len(named) == len(call.args) and "project_name" not in named:
        module.plan.report(PROJECT, call, "`register` needs a project", level=Level.ERROR)
    lost = storage_keywords(call)
    if not lost or _has_storage(module, func.value):
        return
    message = f"{', '.join(lost)}: meant for the default storage, which is `Local` since 0.8.0"
    module.plan.report(STORAGE_KEYWORDS, call, message, level=Level.ERROR)


def _has_storage(module: Module, flow: cst.BaseExpression) -> bool:
    """Whether a flow may have a storage of its own, from its class too."""
    made = [value for value in (*values_before(module, flow), flow) if isinstance(value, cst.Call)]
    owners = [owner for call in made for owner in own_classes(module, call.func)]
    return flow_settings(module).may_have(flow, "storage") or any(
        "storage" in cst.Module([]).code_for_node(owner) for owner in owners
    )


_TOKEN = refused_argument(TOKEN, "`{name}` was replaced by `api_key`", level=Level.MANUAL)
_METHODS: ArgumentRows = {("", "token"): _TOKEN}
_QUERIES = frozenset(("get", "graphql", "post"))
"""Methods of the client that took a token."""


def _subclass(module: Module, call: cst.Call, func: cst.Attribute) -> None:
    """``super().__init__(environment=…)`` in a subclass of Flow."""
    if func.attr.value != "__init__":
        return
    owner = next((a for a in module.tree.ancestors(call) if isinstance(a, cst.ClassDef)), None)
    if owner is None:
        return
    if any(module.names.qualified(base.value) in FLOW for base in owner.bases):
        _refuse_environment(module, call)


def _refuse_environment(module: Module, call: cst.Call) -> None:
    given = by_keyword(call).get("environment")
    if given is not None:
        message = "`Flow.__init__` no longer takes `environment`"
        module.plan.report(CONFIGURED, given, message, level=Level.ERROR, help=_INSTEAD)


_INSTEAD = "pass `executor` and `run_config` instead"


def _signal(module: Module, call: cst.Call) -> None:
    """Report the handler that no longer takes the signal which ``call`` makes for an exception."""
    below: cst.CSTNode = call
    for parent in module.tree.ancestors(call):
        if isinstance(parent, (cst.FunctionDef, cst.Lambda)):
            return
        if isinstance(parent, cst.Try) and below is parent.body:
            name = module.names.qualified(call.func).rpartition(".")[2]
            for handler in parent.handlers:
                caught = _caught(module, handler)
                if caught.keys() & {name, "PrefectStateSignal", "BaseException"}:
                    return
                if "Exception" in caught:
                    message = "`except Exception` lets Prefect's signals pass since 0.15.0"
                    module.plan.report(SIGNALS, caught["Exception"], message, level=Level.ERROR)
                    return
        below = parent


def _caught(module: Module, handler: cst.ExceptHandler) -> dict[str, cst.CSTNode]:
    """What a handler catches, by the last parts of the names."""
    if handler.type is None:
        return {"BaseException": handler}
    parts = (
        [element.value for element in handler.type.elements]
        if isinstance(handler.type, cst.Tuple)
        else [handler.type]
    )
    paths = ((module.names.qualified(part) or dotted_name(part), part) for part in parts)
    return {path.rpartition(".")[2]: part for path, part in paths}


CODEMOD = Codemod(
    plan_flow,
    after=("sites",),
    attributes=("deploy", "register", "run_agent"),
    keywords=("api_token", "environment", "token"),
    positional={"Flow": 2},
)
