"""Where the result handlers that a module makes are handed to, and what keeps one a handler.

A handler becomes a result only with every keyword that it reaches: directly, by a variable, out of
a list, a dictionary or a class, and beside others in a conditional expression.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from prefect_codemods.python import literals
from prefect_codemods.python.arguments import (
    Bound,
    Parameters,
    bind_arguments,
    by_keyword,
    is_none,
    keyword_of,
)
from prefect_codemods.python.call_rewrite import Obstacle
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.rule import Kind, rule
from prefect_codemods.to_1.catalogue.names import known_names
from prefect_codemods.to_1.type_inference import takes_what_tasks_take
from prefect_codemods.to_1.value_origins import Values, possible_values

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


RESULTS = ("prefect.engine.results.", "prefect.engine.result.")
HANDLER_PARAMETERS = {
    "LocalResultHandler": ("dir", "validate"),
    "GCSResultHandler": ("bucket", "credentials_secret"),
    "S3ResultHandler": ("bucket", "aws_credentials_secret", "boto3_kwargs"),
    "AzureResultHandler": ("container", "connection_string", "azure_credentials_secret"),
    "JSONResultHandler": (),
    "SecretResultHandler": ("secret_task",),
    "ConstantResultHandler": ("value",),
}
"""What each handler took, in order."""


ONE_OF_THEM = "use the subclass of Result that does the handler's work, for example LocalResult"
AS_KIND = (
    "pass a result as `result`: each of Prefect's handlers has one of its kind, such as `S3Result`, "
    "and a handler of your own becomes a subclass of `Result`"
)
AS_RESULT = "write a result in its place, and pass it as `result`"
RENAME_PARAMETER = "rename the parameter to `result` where it is defined, then here"
_BY_NAME = Obstacle(CUSTOM, "it is passed on by the name `result_handler`", AS_RESULT, alone=True)


def takes_no_handler(path: str) -> str:
    """Why ``path``, the class of a result, isn't given a handler any more."""
    return f"`{path.rpartition('.')[2]}` takes no handler: a result reads and writes itself"


def bind_handler(call: cst.Call, name: str) -> Bound:
    """The arguments of a call of the handler ``name``."""
    if any(a.star for a in call.args):
        return Bound({}, "star arguments hide part of the call")
    return bind_arguments(call, [Parameters(HANDLER_PARAMETERS[name])])


def reason_to_stay(module: Module, call: cst.Call) -> Obstacle | None:
    """Why a handler stays: what it is given to goes on asking for a handler."""
    if (found := _own_reason(module, call)) is not None:
        return found
    return _WITH_OTHERS if id(call) in module.once(_kept_by_others) else None


_WITH_OTHERS = Obstacle(CUSTOM, "", "", alone=True)
"""What keeps it is reported where ``result_handler`` is given."""


def _kept_by_others(module: Module) -> set[int]:
    """The handlers, by identity, that some ``result_handler`` takes beside what has to stay."""
    kept: set[int] = set()
    asking: dict[int, list[Values]] = {}
    left: list[Values] = []
    for place, value in _asked_for(module):
        values = possible_values(module, value)
        for one in values:
            asking.setdefault(id(one), []).append(values)
        owner = module.tree.parent(place)
        refused = (
            isinstance(place, cst.Arg)
            and isinstance(owner, cst.Call)
            and _as_argument(module, owner, place) is not None
        )
        if refused or not all(_may_become_result(module, one) for one in values):
            left.append(values)
    while left:
        for one in left.pop():
            if id(one) not in kept:
                kept.add(id(one))
                left += asking[id(one)]
    return kept


def _asked_for(module: Module) -> Iterator[tuple[cst.CSTNode, cst.BaseExpression]]:
    """Each ``result_handler`` that is given, as an argument or an attribute, and its value."""
    for call in module.names.calls:
        for arg in call.args:
            if keyword_of(arg) == "result_handler":
                yield arg, arg.value
    for attribute in module.names.attributes:
        target = module.tree.parent(attribute)
        assign = module.tree.parent(target) if isinstance(target, cst.AssignTarget) else None
        if attribute.attr.value == "result_handler" and isinstance(assign, cst.Assign):
            yield attribute, assign.value


def _may_become_result(module: Module, value: cst.BaseExpression) -> bool:
    """Whether ``value`` is a result, or one of Prefect's handlers that nothing else keeps."""
    if is_none(cst.Arg(value)):
        return True
    if not isinstance(value, cst.Call):
        return False
    path = module.names.qualified(value.func)
    if not is_handler(path):
        return path.startswith("prefect.engine.results.")
    bound = bind_handler(value, path.rpartition(".")[2])
    return not bound.problem and _own_reason(module, value) is None


def is_handler(path: str) -> bool:
    """Whether ``path`` is the class of one of Prefect's handlers."""
    return (
        path.startswith("prefect.engine.result_handlers.")
        and path.rpartition(".")[2] in HANDLER_PARAMETERS
    )


def _own_reason(module: Module, call: cst.Call) -> Obstacle | None:
    """Why a handler stays, as far as the places tell that it is put into itself."""
    statement = module.tree.statement(call)
    assigned = isinstance(statement, (cst.Assign, cst.AnnAssign)) and statement.value is call
    if assigned and _named_in_class(module, statement):
        return Obstacle(CUSTOM, "a class holds it as `result_handler`", AS_RESULT, True)
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
            path = module.names.qualified(owner.func)
            if parent.keyword is None and path.startswith(RESULTS):
                return Obstacle(CUSTOM, takes_no_handler(path), ONE_OF_THEM, True)
        elif isinstance(parent, cst.DictElement) and parent.value is node:
            if literals.string_value(parent.key) == "result_handler":
                return Obstacle(
                    CUSTOM, "a dictionary holds it as `result_handler`", AS_RESULT, True
                )
        elif isinstance(parent, cst.Assign) and any(map(_is_keyed, parent.targets)):
            return _BY_NAME
        elif isinstance(parent, cst.Param) and parent.name.value == "result_handler":
            return Obstacle(
                CUSTOM, "it is the default of a `result_handler`", RENAME_PARAMETER, True
            )
        elif isinstance(parent, (cst.Return, cst.Yield, cst.Lambda)):
            return Obstacle(
                CUSTOM, "where this handler is used can't be determined", AS_RESULT, True
            )
        elif isinstance(parent, cst.Attribute) and parent.value is node:
            return Obstacle(CUSTOM, "results have other methods than handlers", ONE_OF_THEM, True)
    return None


def handed_to_others(module: Module, call: cst.Call) -> cst.Call | None:
    """The call of another library or file that takes the handler which ``call`` makes, if any."""
    for node in _places_of(module, call):
        parent = module.tree.parent(node)
        if not isinstance(parent, cst.Arg) or keyword_of(parent) == "result_handler":
            continue
        owner = module.tree.parent(parent)
        if isinstance(owner, cst.Call):
            root, _, rest = module.names.qualified(owner.func).partition(".")
            known = root in sys.stdlib_module_names or module.catalogue.contains(root)
            if rest and not known:
                return owner
    return None


def _names_handler(arg: cst.Arg) -> bool:
    """Whether an argument is the string that names the keyword, as in ``setdefault(name, value)``."""
    return literals.string_value(arg.value) == "result_handler"


def _named_in_class(module: Module, node: cst.CSTNode) -> bool:
    """Whether ``node`` gives a class its ``result_handler``, by which other code may ask for it."""
    targets: list[cst.BaseExpression] = []
    if isinstance(node, cst.Assign):
        targets = [assigned.target for assigned in node.targets]
    elif isinstance(node, cst.AnnAssign):
        targets = [node.target]
    return isinstance(module.names.scope(node).node, cst.ClassDef) and any(
        isinstance(target, cst.Name) and target.value == "result_handler" for target in targets
    )


def _is_keyed(target: cst.AssignTarget) -> bool:
    """Whether something is assigned to the key ``result_handler``."""
    if not isinstance(target.target, cst.Subscript):
        return False
    index = target.target.slice[0].slice
    return isinstance(index, cst.Index) and literals.string_value(index.value) == "result_handler"


def _places_of(module: Module, call: cst.Call) -> list[cst.CSTNode]:
    """Where the handler that ``call`` makes stands, directly or as the value of a variable."""
    value: cst.BaseExpression = call
    choices = (cst.IfExp, cst.BooleanOperation, cst.NamedExpr)
    while isinstance(parent := module.tree.parent(value), choices):
        value = parent
    for binding in module.names.bound_by(module.tree.statement(call)):
        if binding.value is value and binding.kind == "assign":
            return [*module.names.uses_of(binding)]
    return [value]


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
    if path.startswith(RESULTS):
        return Obstacle(CUSTOM, "", "", True)
    if not takes_what_tasks_take(module, owner):
        return Obstacle(CUSTOM, "", "", True)
    return None
