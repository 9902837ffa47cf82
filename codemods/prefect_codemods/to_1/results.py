"""Result handlers become results, by the table that Prefect 0.11 to 0.13 applied at run time
(prefect/engine/results/result_handler_result.py)."""

from __future__ import annotations

from functools import partial

from prefect_codemods.findings import Level
from prefect_codemods.python.arguments import (
    by_keyword,
    is_none,
    keyword_of,
)
from prefect_codemods.python.call_rewrite import (
    Action,
    ArgumentEdits,
    ArgumentRow,
    ArgumentRows,
    CallTable,
    Commit,
    Obstacle,
    name_argument,
    refused_argument,
    rewrite_bound,
)
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.rules import Codemod
from prefect_codemods.python.scopes import dotted_name
from prefect_codemods.python.starred_keywords import starred_keywords
from prefect_codemods.rule import Kind, rule
from prefect_codemods.to_1.catalogue.names import known_names
from prefect_codemods.to_1.handler_places import (
    AS_KIND,
    AS_RESULT,
    CUSTOM,
    HANDLER_PARAMETERS,
    ONE_OF_THEM,
    RENAME_PARAMETER,
    RESULTS,
    bind_handler,
    handed_to_others,
    is_handler,
    reason_to_stay,
    takes_no_handler,
)
from prefect_codemods.to_1.move_rules import HANDLERS
from prefect_codemods.to_1.references import Reference, adapts
from prefect_codemods.to_1.type_inference import takes_what_tasks_take
from prefect_codemods.to_1.value_origins import possible_values

KEYWORD = rule(
    "PM141",
    "result-handler-keyword",
    Kind.SAFE,
    since="0.14.0",
    what="Passes results as `result` instead of `result_handler`.",
    why="The keyword is a TypeError from 0.14.0 on.",
    before="from prefect import Flow\nfrom prefect.engine.result_handlers import S3ResultHandler\n\n"
    'flow = Flow("f", result_handler=S3ResultHandler("bucket"))\n',
    after="from prefect import Flow\nfrom prefect.engine.results import S3Result\n\n"
    'flow = Flow("f", result=S3Result("bucket"))\n',
    source="Prefect 0.14.0, changelog",
)
CREDENTIALS = rule(
    "PM240",
    "result-credentials",
    Kind.MANUAL,
    since="0.11.0",
    what="Reports credentials that a result handler named.",
    why="Results take the secrets GCP_CREDENTIALS, AWS_CREDENTIALS or a connection string.",
    before="from prefect.engine.result_handlers import S3ResultHandler\n\n"
    'handler = S3ResultHandler("bucket", aws_credentials_secret="KEYS")\n',
    advice="store the credentials in the Prefect secret that the result reads",
)


ARGUMENTS = rule(
    "PM242",
    "result-arguments",
    Kind.MANUAL,
    since="0.15.4",
    what="Reports keywords of results that were removed.",
    why="Results have no validators since 0.15.4, which the changelog doesn't say, and no cache "
    "settings and credentials since 0.11.0: each is a TypeError.",
    before="from prefect.engine.results import LocalResult\n\n"
    "result = LocalResult(validators=[bool])\n",
    advice="check the value in the task that makes it",
    source="Signatures of Prefect 0.9.8 to 1.4.1, prefect/engine/result/base.py",
)
_LOST = {
    "validators": "check the value in the task that makes it",
    "run_validators": "remove it",
    "cache_for": "set it on the task",
    "cache_validator": "set it on the task",
    "filename_template": "it is called `location` now",
    "filepath_template": "it is called `location` now",
    "credentials_secret": "store the credentials in the secret that the result reads",
}
"""Keywords that results took from 0.9.8 to 0.15.3, and what to do about each."""

CALLS = CallTable(
    RESULTS,
    {
        ("", name): refused_argument(ARGUMENTS, "`{call}` takes no `{name}`", help)
        for name, help in _LOST.items()
    },
)


def _secret(read: str) -> ArgumentRow:
    """A row for credentials, which the result reads elsewhere."""
    return ArgumentRow(Action.DROP, CREDENTIALS, f"`{{name}}` is dropped: the result reads {read}")


_ROWS: ArgumentRows = {
    ("LocalResultHandler", "validate"): ArgumentRow(
        Action.RENAME, HANDLERS, "", new="validate_dir"
    ),
    ("ConstantResultHandler", "value"): ArgumentRow(Action.TO_KEYWORD, HANDLERS, "", new="value"),
    ("GCSResultHandler", "credentials_secret"): _secret("the secret GCP_CREDENTIALS"),
    ("S3ResultHandler", "aws_credentials_secret"): _secret("the secret AWS_CREDENTIALS"),
    ("AzureResultHandler", "azure_credentials_secret"): _secret(
        "a connection string, from the secret that `connection_string_secret` names"
    ),
}


def _uncalled(module: Module, reference: Reference) -> Obstacle:
    """Why a handler's class that isn't called stays."""
    old, new = reference.row.old, reference.row.new
    holder = module.tree.parent(reference.parent) if reference.parent is not None else None
    if isinstance(holder, cst.ClassDef) and any(reference.parent is b for b in holder.bases):
        message = f"`{old}` is a base class here: a result's methods take other arguments"
        return Obstacle(CUSTOM, message, f"derive from `{new}`. {_OWN_METHODS}")
    for around in module.tree.ancestors(reference.node):
        if isinstance(around, cst.Annotation):
            message = f"`{old}` in this annotation has no equivalent: 1.x has results"
            return Obstacle(CUSTOM, message, f"annotate with `{new}` where a result is given")
        if isinstance(around, cst.Call):
            if dotted_name(around.func) not in {"isinstance", "issubclass"}:
                break
            message = f"nothing is a `{old}` in 1.x"
            return Obstacle(CUSTOM, message, f"ask for `{new}`, and read what a result has")
        if isinstance(around, cst.BaseSmallStatement):
            break
    message = f"`{old}` is not called here, so its arguments are unknown"
    return Obstacle(CUSTOM, message, f"use `{new}`, with the arguments that it takes")


AS_PARAMETER = "pass it on as `result`, and call a result's methods, in that code too"


_OWN_METHODS = (
    "Its methods are `read(location)`, `write(value_, **kwargs)` and `exists(location, **kwargs)`"
)


@adapts(*HANDLER_PARAMETERS)
def adapt_result_handler(module: Module, reference: Reference) -> Commit | Obstacle | None:
    """Rename and drop the arguments of one handler."""
    call = reference.call
    if call is None:
        return _uncalled(module, reference)
    if (obstacle := reason_to_stay(module, call)) is not None:
        return obstacle
    name = reference.row.old.rpartition(".")[2]
    bound = bind_handler(call, name)
    if bound.problem:
        return Obstacle(CUSTOM, bound.problem)
    return partial(
        _commit, module, rewrite_bound(module, call, bound, name, _ROWS, HANDLER_PARAMETERS[name])
    )


def _commit(module: Module, edits: ArgumentEdits) -> None:
    for index, (row, parameter) in edits.dropped.items():
        arg = edits.call.args[index]
        if not is_none(arg):
            module.plan.report(row.rule, arg, row.message.format(name=parameter))
    edits.plan(module)
    if (taker := handed_to_others(module, edits.call)) is not None:
        message = f"`{dotted_name(taker.func)}` is given a result now: its code has to take one"
        module.plan.report(CUSTOM, taker, message, help=AS_PARAMETER)


def plan_results(module: Module) -> None:
    """Plan the ``result_handler`` keywords and attributes of one module."""
    for call in module.names.calls:
        for index, arg in enumerate(call.args):
            if keyword_of(arg) == "result_handler":
                _keyword(module, call, index)
            elif arg.star == "**" and _HANDLER_KEY in module.tree.text:
                _starred(module, call, arg)
    for attribute in module.names.attributes:
        if attribute.attr.value == "result_handler":
            _judge_handler_attribute(module, attribute)


def _keyword(module: Module, call: cst.Call, index: int) -> None:
    arg = call.args[index]
    if module.compatible(call):
        return
    path = module.names.qualified(call.func)
    row = known_names().get(path)
    if row is not None and not row.new:
        return  # the call itself is reported
    if path.startswith(RESULTS):
        module.plan.report(CUSTOM, arg, takes_no_handler(path), level=Level.ERROR, help=ONE_OF_THEM)
        return
    certain = _certain(module, arg.value)
    stays = _handler(module, arg.value)
    if not takes_what_tasks_take(module, call):
        if (certain or stays) and not is_none(arg):
            message = "whether this reaches Prefect is not clear here"
            module.plan.report(CUSTOM, arg, message, level=Level.ERROR, help=RENAME_PARAMETER)
        elif _subclass_call(module, call):
            module.plan.report(CUSTOM, arg, "`result_handler` is no longer an argument of a task")
        return
    other = by_keyword(call).get("result")
    if stays and not certain and other is None:
        message = "the handler stays, and so does `result_handler`, which 1.x does not take"
        module.plan.report(CUSTOM, arg, message, level=Level.ERROR, help=AS_RESULT)
        return
    if not certain and not stays:
        shown = dotted_name(arg.value)
        message = "this may not be one of Prefect's handlers"
        if shown:
            message = f"whether `{shown}` is one of Prefect's handlers is not known here"
        module.plan.report(CUSTOM, arg, message, level=Level.ERROR, help=AS_KIND if shown else "")
        return
    if other is not None and not is_none(arg):
        module.plan.report(
            CUSTOM,
            arg,
            "both `result` and `result_handler` are set: 0.x used the handler",
            level=Level.ERROR,
            help="keep the one you mean as `result`",
        )
        return
    if not module.plan.allows(KEYWORD, arg):
        return
    if is_none(arg):
        module.plan.elements(call).drop(index)
        module.plan.change(KEYWORD, arg, "removed `result_handler=None`: it is not needed")
    else:
        name_argument(module, arg, "result")
        module.plan.change(KEYWORD, arg, "`result_handler` is now `result`")


_HANDLER_KEY = "result_handler"


def _starred(module: Module, call: cst.Call, arg: cst.Arg) -> None:
    """Report a ``result_handler`` that the dictionary behind ``**`` holds."""
    if module.compatible(call) or not takes_what_tasks_take(module, call):
        return
    for found in starred_keywords(module.tree, module.names, arg.value):
        if found.name != _HANDLER_KEY or is_none(cst.Arg(found.value)):
            continue
        if _handler(module, found.value):
            continue  # it stays, and says why
        message = "the dictionary is given a `result_handler`, which 1.x does not take"
        module.plan.report(CUSTOM, found.place or arg, message, level=Level.ERROR, help=AS_RESULT)


def _subclass_call(module: Module, call: cst.Call) -> bool:
    """``super().__init__(…)`` in a class of a module that uses Prefect."""
    func = call.func
    return isinstance(func, cst.Attribute) and func.attr.value == "__init__"


def _certain(module: Module, value: cst.BaseExpression) -> bool:
    """Whether ``value`` is a result, or nothing, in each case that the module shows."""
    values = possible_values(module, value)
    return all(is_none(cst.Arg(one)) or _made(module, one) for one in values)


def _made(module: Module, value: cst.BaseExpression) -> bool:
    if not isinstance(value, cst.Call):
        return False
    path = module.names.qualified(value.func)
    return path.startswith("prefect.engine.results.") or id(value.func) in module.followed


def _handler(module: Module, value: cst.BaseExpression) -> bool:
    """Whether ``value`` may be one of Prefect's handlers, which stays one."""
    return any(
        isinstance(one, cst.Call) and is_handler(module.names.qualified(one.func))
        for one in possible_values(module, value)
    )


def _judge_handler_attribute(module: Module, attribute: cst.Attribute) -> None:
    parent = module.tree.parent(attribute)
    if module.names.qualified(attribute) or module.compatible(attribute):
        return
    assign = module.tree.parent(parent) if isinstance(parent, cst.AssignTarget) else None
    if isinstance(assign, cst.Assign) and _certain(module, assign.value):
        if is_none(cst.Arg(assign.value)) or not module.plan.allows(KEYWORD, attribute):
            return
        module.plan.replace(attribute.attr, "result")
        module.plan.change(KEYWORD, attribute, "`result_handler` is now `result`")
        return
    if module.uses_library:
        message = "`result_handler` is no longer an attribute"
        module.plan.report(CUSTOM, attribute, message, help="read `result` instead")


CODEMOD = Codemod(
    plan_results,
    after=("name_moves",),
    attributes=("result_handler",),
    keywords=("result", "result_handler"),
)
