"""Result handlers become results, by the table that Prefect 0.11 to 0.13 applied at run time
(prefect/engine/results/result_handler_result.py)."""

from __future__ import annotations

from functools import partial

from prefect_codemods.findings import Level
from prefect_codemods.python import literals
from prefect_codemods.python.arguments import (
    Parameters,
    bind_arguments,
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
from prefect_codemods.rule import Kind, rule
from prefect_codemods.to_1.catalogue.names import known_names
from prefect_codemods.to_1.references import Reference, adapts
from prefect_codemods.to_1.type_inference import takes_what_tasks_take

HANDLERS = rule(
    "PM140",
    "result-handler",
    Kind.SAFE,
    since="0.14.0",
    what="Replaces result handlers with results, with the arguments' new names.",
    why="`prefect.engine.result_handlers` was removed in Prefect 0.14.0.",
    before="from prefect.engine.result_handlers import LocalResultHandler\n\n"
    'handler = LocalResultHandler(dir="out", validate=False)\n',
    after="from prefect.engine.results import LocalResult\n\n"
    'handler = LocalResult(dir="out", validate_dir=False)\n',
    source="Prefect 0.13.19, prefect/engine/results/result_handler_result.py",
)
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
CUSTOM = rule(
    "PM241",
    "result-handler-left",
    Kind.MANUAL,
    since="0.14.0",
    what="Reports result handlers that can't be translated.",
    why="A handler of one's own has other methods than a result, and one from elsewhere can't be "
    "told apart from a result.",
    before="from prefect import Flow\n\nflow = Flow('f', result_handler=make())\n",
    advice="write a subclass of `prefect.engine.result.Result` with `read(location)`, "
    "`write(value_, **kwargs)` and `exists(location, **kwargs)`, and pass it as `result`",
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
_RESULTS = ("prefect.engine.results.", "prefect.engine.result.")

CALLS = CallTable(
    _RESULTS,
    {
        ("", name): refused_argument(ARGUMENTS, "`{call}` takes no `{name}`", help)
        for name, help in _LOST.items()
    },
)


_PARAMETERS = {
    "LocalResultHandler": ("dir", "validate"),
    "GCSResultHandler": ("bucket", "credentials_secret"),
    "S3ResultHandler": ("bucket", "aws_credentials_secret", "boto3_kwargs"),
    "AzureResultHandler": ("container", "connection_string", "azure_credentials_secret"),
    "JSONResultHandler": (),
    "SecretResultHandler": ("secret_task",),
    "ConstantResultHandler": ("value",),
}
"""What each handler took, in order."""


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
    message = f"`{old}` is not called here, so its arguments are unknown"
    return Obstacle(CUSTOM, message, f"use `{new}`, with the arguments that it takes")


_OWN_METHODS = (
    "Its methods are `read(location)`, `write(value_, **kwargs)` and `exists(location, **kwargs)`"
)


@adapts(*_PARAMETERS)
def adapt_result_handler(module: Module, reference: Reference) -> Commit | Obstacle | None:
    """Rename and drop the arguments of one handler."""
    call = reference.call
    if call is None:
        return _uncalled(module, reference)
    if (obstacle := _handed_to(module, call)) is not None:
        return obstacle
    name = reference.row.old.rpartition(".")[2]
    if any(a.star for a in call.args):
        return Obstacle(CUSTOM, "star arguments hide part of the call")
    bound = bind_arguments(call, [Parameters(_PARAMETERS[name])])
    if bound.problem:
        return Obstacle(CUSTOM, bound.problem)
    return partial(
        _commit, module, rewrite_bound(module, call, bound, name, _ROWS, _PARAMETERS[name])
    )


def _commit(module: Module, edits: ArgumentEdits) -> None:
    for index, (row, parameter) in edits.dropped.items():
        arg = edits.call.args[index]
        if not is_none(arg):
            module.plan.report(row.rule, arg, row.message.format(name=parameter))
    edits.plan(module)


def _handed_to(module: Module, call: cst.Call) -> Obstacle | None:
    """Why a handler stays: what it is given to goes on asking for a handler."""
    for node in _places_of(module, call):
        parent = module.tree.parent(node)
        if isinstance(parent, cst.Arg):
            owner = module.tree.parent(parent)
            if not isinstance(owner, cst.Call):
                continue
            if (found := _as_argument(module, owner, parent)) is not None:
                return found
            if parent.keyword is None and any(map(_names_handler, owner.args)):
                return _BY_NAME
        elif isinstance(parent, cst.DictElement) and parent.value is node:
            if literals.string_value(parent.key) == "result_handler":
                return Obstacle(
                    CUSTOM, "a dictionary holds it as `result_handler`", _AS_RESULT, True
                )
        elif isinstance(parent, cst.Assign) and any(map(_is_keyed, parent.targets)):
            return _BY_NAME
        elif isinstance(parent, cst.Param) and parent.name.value == "result_handler":
            return Obstacle(CUSTOM, "it is the default of a `result_handler`", _RENAME, True)
        elif isinstance(parent, (cst.Return, cst.Yield, cst.Lambda)):
            return Obstacle(
                CUSTOM, "where this handler is used can't be determined", _AS_RESULT, True
            )
        elif isinstance(parent, cst.Attribute) and parent.value is node:
            return Obstacle(CUSTOM, "results have other methods than handlers", _ONE_OF_THEM, True)
    return None


def _names_handler(arg: cst.Arg) -> bool:
    """Whether an argument is the string that names the keyword, as in ``setdefault(name, value)``."""
    return literals.string_value(arg.value) == "result_handler"


def _is_keyed(target: cst.AssignTarget) -> bool:
    """Whether something is assigned to the key ``result_handler``."""
    if not isinstance(target.target, cst.Subscript):
        return False
    index = target.target.slice[0].slice
    return isinstance(index, cst.Index) and literals.string_value(index.value) == "result_handler"


def _places_of(module: Module, call: cst.Call) -> list[cst.CSTNode]:
    """Where the handler that ``call`` makes stands, directly or as the value of a variable."""
    for binding in module.names.bound_by(module.tree.statement(call)):
        if binding.value is call and binding.kind == "assign":
            return [*module.names.uses_of(binding)]
    return [call]


def _as_argument(module: Module, owner: cst.Call, arg: cst.Arg) -> Obstacle | None:
    """Why a handler that ``owner`` is given stays."""
    if keyword_of(arg) != "result_handler":
        return None
    path = module.names.qualified(owner.func)
    row = known_names().get(path)
    if row is not None and not row.new:
        return Obstacle(
            CUSTOM, f"`{path.rpartition('.')[2]}`, which takes it, was removed", "", True
        )
    if "result" in by_keyword(owner):
        return Obstacle(CUSTOM, "", "", True)  # reported with the keyword
    if path.startswith(_RESULTS):
        return Obstacle(CUSTOM, "", "", True)
    if not takes_what_tasks_take(module, owner):
        return Obstacle(CUSTOM, "", "", True)
    return None


# --- where handlers are handed over ---------------------------------------------------------------


def plan_results(module: Module) -> None:
    """Plan the ``result_handler`` keywords and attributes of one module."""
    for call in module.names.calls:
        for index, arg in enumerate(call.args):
            if keyword_of(arg) == "result_handler":
                _keyword(module, call, index)
    for attribute in module.names.attributes:
        if attribute.attr.value == "result_handler":
            _attribute(module, attribute)


def _keyword(module: Module, call: cst.Call, index: int) -> None:
    arg = call.args[index]
    if module.compatible(call):
        return
    path = module.names.qualified(call.func)
    row = known_names().get(path)
    if row is not None and not row.new:
        return  # the call itself is reported
    if path.startswith(_RESULTS):
        message = f"`{path.rpartition('.')[2]}` takes no handler: a result reads and writes itself"
        module.plan.report(CUSTOM, arg, message, level=Level.ERROR, help=_ONE_OF_THEM)
        return
    certain = _certain(module, arg.value)
    stays = _handler(module, arg.value)
    if not takes_what_tasks_take(module, call):
        if (certain or stays) and not is_none(arg):
            message = "whether this reaches Prefect is not clear here"
            module.plan.report(CUSTOM, arg, message, level=Level.ERROR, help=_RENAME)
        elif _subclass_call(module, call):
            module.plan.report(CUSTOM, arg, "`result_handler` is no longer an argument of a task")
        return
    other = by_keyword(call).get("result")
    if stays and not certain and other is None:
        message = "the handler stays, and so does `result_handler`, which 1.x does not take"
        module.plan.report(CUSTOM, arg, message, level=Level.ERROR, help=_AS_RESULT)
        return
    if not certain and not stays:
        shown = dotted_name(arg.value)
        message = "this may not be one of Prefect's handlers"
        if shown:
            message = f"whether `{shown}` is one of Prefect's handlers is not known here"
        module.plan.report(CUSTOM, arg, message, level=Level.ERROR, help=_AS_KIND if shown else "")
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


_ONE_OF_THEM = "use the subclass of Result that does the handler's work, for example LocalResult"
_AS_KIND = (
    "pass a result as `result`: each of Prefect's handlers has one of its kind, such as `S3Result`, "
    "and a handler of your own becomes a subclass of `Result`"
)
_AS_RESULT = "write a result in its place, and pass it as `result`"
_RENAME = "rename the parameter to `result` where it is defined, then here"
_BY_NAME = Obstacle(
    CUSTOM, "it is handed over by the name `result_handler`", _AS_RESULT, alone=True
)


def _subclass_call(module: Module, call: cst.Call) -> bool:
    """``super().__init__(…)`` in a class of a module that uses Prefect."""
    func = call.func
    return isinstance(func, cst.Attribute) and func.attr.value == "__init__"


def _certain(module: Module, value: cst.BaseExpression) -> bool:
    return is_none(cst.Arg(value)) or _made(module, module.names.value_of(value))


def _made(module: Module, value: cst.BaseExpression) -> bool:
    if not isinstance(value, cst.Call):
        return False
    path = module.names.qualified(value.func)
    return path.startswith("prefect.engine.results.") or id(value.func) in module.followed


def _handler(module: Module, value: cst.BaseExpression) -> bool:
    """Whether ``value`` is certainly one of Prefect's handlers, which stays one."""
    value = module.names.value_of(value)
    path = module.names.qualified(value.func) if isinstance(value, cst.Call) else ""
    return (
        path.startswith("prefect.engine.result_handlers.")
        and path.rpartition(".")[2] in _PARAMETERS
    )


def _attribute(module: Module, attribute: cst.Attribute) -> None:
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
