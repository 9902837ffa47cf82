"""What a variable holds, where one call of a Prefect class says so."""

from __future__ import annotations

import re

from prefect_codemods.python.arguments import by_keyword
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.literals import string_value
from prefect_codemods.python.scopes import Binding, dotted_name
from prefect_codemods.python.super_calls import class_around, reached_class
from prefect_codemods.python.tree import walk_nodes
from prefect_codemods.to_1.value_origins import (
    DEPTH,
    Values,
    mapped_iterable,
    returned_values,
    values_before,
)

FLOW = frozenset({"prefect.Flow", "prefect.core.Flow", "prefect.core.flow.Flow"})
CLIENT = frozenset({"prefect.Client", "prefect.client.Client", "prefect.client.client.Client"})
_STORAGES = ("prefect.storage.", "prefect.environments.storage.")
_EXECUTORS = ("prefect.executors.", "prefect.engine.executors.")
_RESULTS = ("prefect.engine.results.", "prefect.engine.result.")


def made_by(module: Module, node: cst.BaseExpression, member: str = "") -> str:
    """The dotted path whose call made the value of ``node``; ``""`` where that isn't certain.

    A class of this module counts as the one that it derives from where it is asked for a ``member``
    and has none of its own.
    """
    paths = possible_makers(module, node, member)
    return paths.pop() if len(paths) == 1 else ""


def possible_makers(
    module: Module, node: cst.BaseExpression, member: str = "", depth: int = DEPTH
) -> set[str]:
    """The paths whose calls may have made the value of ``node``; ``""`` for anything else."""
    if depth == 0:
        return {""}
    if isinstance(node, cst.Call):
        path = module.names.qualified(node.func) or _class_above(module, node)
        owner, _, method = path.rpartition(".")
        if owner in FLOW and method == "load":
            return {owner}
        if (copied := _copied(node, path)) is not None:
            return possible_makers(module, copied, member, depth - 1)
        if not path and member:
            path = _inherited_from(module, node.func, member)
        # What a function returns may be another thing where it is called from elsewhere.
        made = returned_values(module, node) if not path else []
        return {path} if path else {"", *_makers_of_all(module, made, member, depth)}
    return _makers_of_all(module, values_before(module, node), member, depth)


def _copied(call: cst.Call, path: str) -> cst.BaseExpression | None:
    """What a call makes a copy of, with its own method `copy` or one of the module `copy`."""
    if path in ("copy.copy", "copy.deepcopy") and call.args:
        return call.args[0].value
    if path or not isinstance(call.func, cst.Attribute) or call.func.attr.value != "copy":
        return None
    return call.func.value


def own_classes(module: Module, func: cst.BaseExpression) -> list[cst.ClassDef]:
    """The class of this module that ``func`` certainly is, and those of its bases in turn.

    Empty where there are others beside them, or where a decorator may make something else of one.
    """
    found: list[cst.ClassDef] = []
    while isinstance(func, cst.Name) and not module.names.qualified(func):
        bindings = module.names.of(func)
        owner = bindings[0].node if len(bindings) == 1 else None
        if not isinstance(owner, cst.ClassDef) or owner in found or owner.decorators:
            return []
        found.append(owner)
        if len(owner.bases) != 1:
            return []
        func = owner.bases[0].value
    return found


def defines_member(owner: cst.ClassDef, name: str) -> bool:
    """Whether the body of a class gives ``name`` a meaning, or may answer to any name."""
    return any(
        isinstance(node, cst.FunctionDef)
        and node.name.value in (name, "__getattr__", "__getattribute__")
        for node in owner.body.body
    ) or any(
        isinstance(node, cst.AssignTarget) and dotted_name(node.target) in (name, f"self.{name}")
        for node in walk_nodes(owner.body)
    )


def _inherited_from(module: Module, func: cst.BaseExpression, member: str) -> str:
    """The imported class whose ``member`` the objects of a class of this module have."""
    owners = own_classes(module, func)
    if not owners or any(defines_member(owner, member) for owner in owners):
        return ""
    return module.names.qualified(owners[-1].bases[0].value)


def has_own_member(module: Module, node: cst.BaseExpression, member: str) -> bool:
    """Whether ``node`` is of a class of this module that defines ``member`` itself."""
    bindings = module.names.of(node) if isinstance(node, cst.Name) else []
    owners = [owner for binding in bindings if (owner := _of_class(module, binding)) is not None]
    for value in (*values_before(module, node), node):
        if isinstance(value, cst.Call):
            owners += own_classes(module, value.func)
    return any(defines_member(owner, member) for owner in owners)


def said_to_be(module: Module, node: cst.BaseExpression, member: str = "") -> str:
    """As ``made_by``, or the class of the library that a parameter is annotated with.

    An annotation lets subclasses in, which may have methods of their own: enough for a report.
    """
    if path := made_by(module, node, member):
        return path
    bindings = module.names.of(node) if isinstance(node, cst.Name) else []
    parameter = bindings[0].node if len(bindings) == 1 and bindings[0].kind == "param" else None
    if not isinstance(parameter, cst.Param) or parameter.annotation is None:
        return ""
    path = module.names.qualified(parameter.annotation.annotation)
    return path if attribute_owner(path) else ""


def _class_above(module: Module, call: cst.Call) -> str:
    """The class that ``super()`` stands for in a subclass of it alone, ``""`` for other calls."""
    if call.args or not isinstance(call.func, cst.Name) or call.func.value != "super":
        return ""
    owner = next((a for a in module.tree.ancestors(call) if isinstance(a, cst.ClassDef)), None)
    bases = owner.bases if owner is not None else ()
    return module.names.qualified(bases[0].value) if len(bases) == 1 else ""


def makes_own_flow(module: Module, call: cst.Call) -> bool:
    """Whether ``call`` makes a flow of a class of this module that hands all keywords on."""
    bindings = module.names.of(call.func) if isinstance(call.func, cst.Name) else []
    return any(
        isinstance(b.node, cst.ClassDef)
        and any(module.names.qualified(base.value) in FLOW for base in b.node.bases)
        and "environment" not in _own_parameters(b.node)
        for b in bindings
    )


def _makers_of_all(module: Module, values: Values, member: str, depth: int) -> set[str]:
    return {
        path for value in values for path in possible_makers(module, value, member, depth - 1)
    } or {""}


def attribute_owner(path: str) -> str:
    """The class in the table of names whose attributes an object made by ``path`` has."""
    if path in FLOW:
        return "prefect.core.flow.Flow"
    if path in CLIENT:
        return "prefect.client.client.Client"
    if path.startswith(_STORAGES):
        return "prefect.storage.base.Storage"
    if path.startswith(_EXECUTORS):
        return "prefect.executors.base.Executor"
    if path.startswith(_RESULTS):
        return "prefect.engine.result.base.Result"
    return ""


def is_flow(module: Module, node: cst.BaseExpression, member: str = "") -> bool:
    """Whether ``node`` certainly is a Flow, or has the ``member`` of one from a subclass."""
    return made_by(module, node, member) in FLOW


def known_as_flow(module: Module, node: cst.BaseExpression, member: str) -> bool:
    """Whether ``node`` is a Flow as its module says: made by it, annotated so, `self` of a subclass."""
    if is_flow(module, node, member):
        return True
    bindings = module.names.of(node) if isinstance(node, cst.Name) else []
    if len(bindings) != 1 or not isinstance(parameter := bindings[0].node, cst.Param):
        return False
    owner = _of_class(module, bindings[0])
    if owner is not None:
        bases = (module.names.qualified(base.value) for base in owner.bases)
        own = module.names.scope(owner.body.body[0]).bindings
        return any(base in FLOW for base in bases) and member not in own
    if parameter.annotation is None:
        return False
    said = parameter.annotation.annotation
    if (quoted := string_value(said)) is not None:
        match = _QUOTED_NAME.fullmatch(quoted)
        first, _, rest = (match["name"] if match else "").partition(".")
        bound = module.names.bindings(first, module.names.scope(parameter))
        return any(f"{b.target}.{rest}".rstrip(".") in FLOW for b in bound)
    if isinstance(said, cst.Subscript) and dotted_name(said.value).endswith("Optional"):
        index = said.slice[0].slice
        said = index.value if isinstance(index, cst.Index) else said
    return module.names.qualified(said) in FLOW


_QUOTED_NAME = re.compile(r"(?:[\w.]*\bOptional\[)?(?P<name>[\w.]+)\]?")


_TAKES_OUT = frozenset(("get", "pop", "popitem", "popleft", "setdefault"))
"""Methods that give back what a collection, called `flows` for example, holds."""


def may_be_flow(module: Module, node: cst.BaseExpression, member: str = "") -> bool:
    """Whether ``node`` is a Flow in one of the cases that its module shows, or is called so.

    Not if it is of a class that has a ``member`` of its own.
    """
    if member and has_own_member(module, node, member):
        return False
    if FLOW & possible_makers(module, node, member) or looks_like_flow(
        module, node, by_methods=False
    ):
        return True
    while isinstance(node, (cst.Call, cst.Subscript)):
        node = node.func if isinstance(node, cst.Call) else node.value
        if isinstance(node, cst.Attribute) and node.attr.value in _TAKES_OUT:
            node = node.value
    return "flow" in dotted_name(node).rpartition(".")[2].lower()


def takes_what_tasks_take(module: Module, call: cst.Call) -> bool:
    """Whether ``call`` certainly hands its keywords to one of Prefect's classes, or to `task`.

    It calls such a class itself, a subclass of one in this module whose ``__init__`` takes none of
    them for itself, ``super().__init__`` in a subclass, or ``functools.partial`` of one of these.
    """
    path = module.names.qualified(call.func)
    if path == "functools.partial" and call.args:
        return _hands_on(module, call.args[0].value, call)
    if isinstance(call.func, cst.Attribute) and call.func.attr.value == "__init__":
        owner = class_around(module, call)
        given = by_keyword(call)
        if owner is not None:
            return reached_class(module, owner, given).startswith("prefect.")
        around = next((a for a in module.tree.ancestors(call) if isinstance(a, cst.ClassDef)), None)
        return around is not None and _prefects_class(module, around)
    return _hands_on(module, call.func, call)


def _hands_on(module: Module, func: cst.BaseExpression, call: cst.Call) -> bool:
    if module.names.qualified(func).startswith("prefect."):
        return True
    if not isinstance(func, cst.Name):
        return False
    bindings = module.names.of(func)
    if len(bindings) != 1 or not isinstance(bindings[0].node, cst.ClassDef):
        return False
    owner = bindings[0].node
    given = {a.keyword.value for a in call.args if a.keyword is not None}
    return _prefects_class(module, owner) and not given & _own_parameters(owner)


def _prefects_class(module: Module, owner: cst.ClassDef) -> bool:
    """Whether a class derives from one of Prefect's, perhaps through others of this module."""
    for base in owner.bases:
        if module.names.qualified(base.value).startswith("prefect."):
            return True
        found = module.names.of(base.value) if isinstance(base.value, cst.Name) else []
        if any(
            isinstance(b.node, cst.ClassDef)
            and b.node is not owner
            and _prefects_class(module, b.node)
            for b in found
        ):
            return True
    return False


def _own_parameters(owner: cst.ClassDef) -> set[str]:
    """The parameters that the ``__init__`` of a class names."""
    for node in owner.body.body:
        if isinstance(node, cst.FunctionDef) and node.name.value == "__init__":
            listed = [*node.params.params, *node.params.kwonly_params]
            return {param.name.value for param in listed}
    return set()


_ONLY_FLOWS = frozenset(
    [
        "add_edge",
        "add_task",
        "chain",
        "deploy",
        "register",
        "run_agent",
        "serialized_hash",
        "set_dependencies",
        "set_reference_tasks",
        "visualize",
    ]
)
"""Methods by which one knows a flow; settings such as `storage` may be those of anything."""


def looks_like_flow(module: Module, node: cst.BaseExpression, *, by_methods: bool = True) -> bool:
    """Whether ``node``, a name or a chain, is a Flow as far as its module tells.

    It is made by `Flow` or a subclass, called or annotated so, taken from something called so, or,
    with ``by_methods``, used as only flows are.
    """
    text = dotted_name(node)
    if not text:
        return False
    last = text.split(".")[-1].lower()
    if "flow" in last:
        return True
    if isinstance(node, cst.Name):
        bindings = module.names.of(node)
        if any(_binds_flow(module, binding) for binding in bindings):
            return True
        if any(_of_class(module, binding) is not None for binding in bindings):
            return False
    scope = module.names.scope(node)
    return by_methods and any(
        attribute.attr.value in _ONLY_FLOWS
        and dotted_name(attribute.value) == text
        and module.names.scope(attribute) is scope
        for attribute in module.names.attributes
    )


def _binds_flow(module: Module, binding: Binding) -> bool:
    if isinstance(binding.value, cst.Call):
        func = binding.value.func
        return module.names.qualified(func) in FLOW or _subclasses(module, func)
    node: cst.CSTNode | None = binding.node
    if binding.kind == "param" and isinstance(node, cst.Param):
        owner = _of_class(module, binding)
        if (mapped := mapped_iterable(module, binding)) is not None:
            return "flow" in cst.Module([]).code_for_node(mapped).lower()
        return _parameter_is_flow(node) or (owner is not None and _derives(module, owner))
    while isinstance(node, (cst.Name, cst.BaseElement, cst.Tuple, cst.List)):
        node = module.tree.parent(node)
    if isinstance(node, (cst.For, cst.CompFor)):
        return "flow" in cst.Module([]).code_for_node(node.iter).lower()
    return False


_FLOW_ANNOTATION = re.compile(r"(?:[^\[\]]*\b(?:Optional|Union)\[)?[^\[\]]*Flow\b")
"""A flow, quoted or optional as well. What holds or makes flows, as `List[Flow]`, is none."""


def _parameter_is_flow(node: cst.Param) -> bool:
    if node.annotation is None:
        return False
    said = cst.Module([]).code_for_node(node.annotation.annotation)
    return _FLOW_ANNOTATION.match(said) is not None


def _of_class(module: Module, binding: Binding) -> cst.ClassDef | None:
    """The class whose method has ``binding`` as its first parameter, `self`."""
    function = module.tree.parent(module.tree.parent(binding.node) or binding.node)
    if binding.kind != "param" or not isinstance(function, cst.FunctionDef):
        return None
    listed = [*function.params.posonly_params, *function.params.params]
    block = module.tree.parent(function)
    owner = module.tree.parent(block) if block is not None else None
    return owner if listed[:1] == [binding.node] and isinstance(owner, cst.ClassDef) else None


def _subclasses(module: Module, node: cst.BaseExpression) -> bool:
    """Whether ``node`` is a class of this module that derives from Flow."""
    if not isinstance(node, cst.Name):
        return False
    return any(
        isinstance(b.node, cst.ClassDef) and _derives(module, b.node) for b in module.names.of(node)
    )


def _derives(module: Module, node: cst.ClassDef) -> bool:
    return any(
        module.names.qualified(base.value) in FLOW or dotted_name(base.value).endswith("Flow")
        for base in node.bases
    )
