"""Where a value comes from inside one module: what a function returns, what a list holds.

Each function answers with all expressions that the value may be. Where there may be others, it
answers with nothing, or with one more expression of which nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prefect_codemods.python.arguments import is_none
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.scopes import Binding

Values = list["cst.BaseExpression"]

DEPTH = 4
"""How many steps a value is followed back."""


def possible_values(module: Module, node: cst.BaseExpression) -> Values:
    """The expressions that the value of ``node`` may come from; what is called is not followed."""
    return [*_values_within(module, node, DEPTH, {}).values()]


_ById = dict[int, "cst.BaseExpression"]


def _values_within(
    module: Module, node: cst.BaseExpression, depth: int, known: dict[tuple[int, int], _ById]
) -> _ById:
    """The values that ``depth`` steps lead to; ``known`` holds those of nodes that were asked for."""
    key = id(node), depth
    if key not in known:
        found: _ById = {}
        for step in values_before(module, node) if depth else ():
            found.update(_values_within(module, step, depth - 1, known))
        known[key] = found or {id(node): node}
    return known[key]


def values_before(module: Module, node: cst.BaseExpression) -> Values:
    """What gives ``node`` its value, one step back; empty where nothing is known of it."""
    if isinstance(node, cst.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, cst.BooleanOperation):
        return [node.left, node.right]
    if isinstance(node, cst.NamedExpr):
        return [node.value]
    if isinstance(node, cst.Attribute):
        return attribute_values(module, node)
    if isinstance(node, cst.Subscript):
        return element_values(module, node.value)
    if not isinstance(node, cst.Name):
        return []
    found: Values = []
    for binding in module.names.of(node):
        given = [binding.value] if binding.value is not None else loop_values(module, binding)
        given = given or _unpacked_value(module, binding) or _walrus_value(module, binding)
        found += given or [_unknown_value()]
    return found


def _unpacked_value(module: Module, binding: Binding) -> Values:
    """What an assignment of several values to several names gives to one of them."""
    element = module.tree.parent(binding.node)
    names = module.tree.parent(element) if isinstance(element, cst.Element) else None
    target = module.tree.parent(names) if isinstance(names, (cst.Tuple, cst.List)) else None
    assign = module.tree.parent(target) if isinstance(target, cst.AssignTarget) else None
    given = assign.value if isinstance(assign, cst.Assign) else None
    if not isinstance(names, (cst.Tuple, cst.List)) or not isinstance(given, (cst.Tuple, cst.List)):
        return []
    parts = (*names.elements, *given.elements)
    if len(names.elements) != len(given.elements) or not all(type(p) is cst.Element for p in parts):
        return []
    return [given.elements[names.elements.index(element)].value]


def _walrus_value(module: Module, binding: Binding) -> Values:
    """What ``(name := value)`` gives to its name."""
    parent = module.tree.parent(binding.node)
    named = binding.node if isinstance(binding.node, cst.NamedExpr) else parent
    return [named.value] if isinstance(named, cst.NamedExpr) else []


def returned_values(module: Module, call: cst.Call) -> Values:
    """What a plain function of this module returns, or a method that is called on ``self``."""
    function = _called_function(module, call)
    if function is None or function.decorators or function.asynchronous:
        return []
    found: Values = []
    for part in _own_parts(function.body):
        if isinstance(part, cst.Yield) or (isinstance(part, cst.Return) and part.value is None):
            return []
        if isinstance(part, cst.Return) and part.value is not None:
            found.append(part.value)
    return found


def _called_function(module: Module, call: cst.Call) -> cst.FunctionDef | None:
    """The one function of this module that ``call`` names; a subclass may have another method."""
    if isinstance(call.func, cst.Name):
        bindings = module.names.of(call.func)
    elif isinstance(call.func, cst.Attribute):
        owner = _class_asked(module, call.func)
        scope = module.names.scope(owner.body) if owner is not None else None
        bindings = scope.bindings.get(call.func.attr.value, []) if scope is not None else []
    else:
        return None
    function = bindings[0].node if len(bindings) == 1 else None
    return function if isinstance(function, cst.FunctionDef) else None


def _own_parts(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """What stands in ``node``, without the functions and classes in it."""
    for child in node.children:
        yield child
        if not isinstance(child, (cst.FunctionDef, cst.ClassDef, cst.Lambda)):
            yield from _own_parts(child)


def attribute_values(module: Module, node: cst.Attribute) -> Values:
    """What a class of this module assigns to ``self.name`` or ``Class.name``, which is ``node``.

    A ``None`` in the class's body only stands for what comes later.
    """
    owner = _class_asked(module, node)
    if owner is None:
        return []
    own = module.names.scope(owner.body).bindings.get(node.attr.value, [])
    if any(binding.value is None for binding in own):
        return []
    found: Values = [
        binding.value
        for binding in own
        if binding.value is not None and not is_none(cst.Arg(binding.value))
    ]
    assigned = module.once(_assigned_attributes).get((id(owner), node.attr.value), [])
    if any(value is None for value in assigned):
        return []
    return [*found, *(value for value in assigned if value is not None)]


def _assigned_attributes(
    module: Module,
) -> dict[tuple[int, str], list[cst.BaseExpression | None]]:
    """What the attributes of each class of the module are given, by its identity and their names.

    ``None`` stands for what a loop, a tuple or the like gives them.
    """
    found: dict[tuple[int, str], list[cst.BaseExpression | None]] = {}
    for attribute in module.names.attributes:
        value = _assigned_to(module, attribute)
        if value is None and not _is_target(module, attribute):
            continue
        if (owner := _class_asked(module, attribute)) is not None:
            found.setdefault((id(owner), attribute.attr.value), []).append(value)
    return found


def _class_asked(module: Module, node: cst.Attribute) -> cst.ClassDef | None:
    """The class of this module whose attribute ``node`` is, by ``self`` or by its own name."""
    if not isinstance(node.value, cst.Name):
        return None
    if _is_self(module, node.value):
        return _class_around(module, node)
    bindings = module.names.of(node.value)
    owner = bindings[0].node if len(bindings) == 1 else None
    return owner if isinstance(owner, cst.ClassDef) else None


def _is_self(module: Module, node: cst.Name) -> bool:
    bindings = module.names.of(node)
    return len(bindings) == 1 and bindings[0].kind == "param" and bindings[0].name == "self"


def _class_around(module: Module, node: cst.CSTNode) -> cst.ClassDef | None:
    for around in module.tree.ancestors(node):
        if type(around) is cst.ClassDef:
            return around
    return None


def _assigned_to(module: Module, target: cst.BaseExpression) -> cst.BaseExpression | None:
    """What a plain assignment or a ``with`` gives to ``target`` itself."""
    holder = module.tree.parent(target)
    if isinstance(holder, cst.AssignTarget):
        assign = module.tree.parent(holder)
        return assign.value if isinstance(assign, cst.Assign) else None
    if isinstance(holder, cst.AnnAssign) and holder.target is target:
        return holder.value
    if isinstance(holder, cst.AsName):
        item = module.tree.parent(holder)
        return item.item if isinstance(item, cst.WithItem) else None
    return None


def _is_target(module: Module, node: cst.CSTNode) -> bool:
    """Whether ``node`` is bound in some other way, such as by a loop or inside a tuple."""
    holder = module.tree.parent(node)
    while isinstance(holder, (cst.Element, cst.Tuple, cst.List, cst.StarredElement)):
        node, holder = holder, module.tree.parent(holder)
    if isinstance(holder, (cst.For, cst.CompFor)):
        return holder.target is node
    if isinstance(holder, cst.AsName):
        return True
    return isinstance(holder, (cst.AugAssign, cst.AssignTarget)) and (
        not isinstance(holder, cst.AugAssign) or holder.target is node
    )


def loop_values(module: Module, binding: Binding) -> Values:
    """What the variable of a loop or a comprehension goes through."""
    if binding.kind == "param":
        mapped = mapped_iterable(module, binding)
        return _items_of_loop(module, mapped) if mapped is not None else []
    node, loop = binding.node, module.tree.parent(binding.node)
    pair = isinstance(loop, cst.Element)
    while isinstance(loop, (cst.Element, cst.Tuple)):
        node, loop = loop, module.tree.parent(loop)
    if not isinstance(loop, (cst.For, cst.CompFor)) or loop.target is not node:
        return []
    listed = loop.iter
    if _method(listed) == "items" and isinstance(listed, cst.Call):
        assert isinstance(listed.func, cst.Attribute)
        second = isinstance(node, cst.Tuple) and _is_second(node, binding.node)
        return element_values(module, listed.func.value, keyed=True) if second else []
    return [] if pair else _items_of_loop(module, listed)


def _items_of_loop(module: Module, listed: cst.BaseExpression) -> Values:
    """What a loop over ``listed`` goes through, unless it is over pairs."""
    method = _method(listed)
    if method == "items":
        return []
    if method == "values" and isinstance(listed, cst.Call):
        assert isinstance(listed.func, cst.Attribute)
        return element_values(module, listed.func.value, keyed=True)
    return element_values(module, listed, keyed=False)


def mapped_iterable(module: Module, binding: Binding) -> cst.BaseExpression | None:
    """``flows``, for the parameter of ``map(lambda flow: …, flows)``."""
    params = module.tree.parent(binding.node)
    function = module.tree.parent(params) if params is not None else None
    arg = module.tree.parent(function) if isinstance(function, cst.Lambda) else None
    call = module.tree.parent(arg) if isinstance(arg, cst.Arg) else None
    if not isinstance(call, cst.Call) or not isinstance(params, cst.Parameters):
        return None
    mapped = isinstance(call.func, cst.Name) and call.func.value in {"map", "filter"}
    plain = mapped and len(call.args) == 2 and len(params.params) == 1
    return call.args[1].value if plain and call.args[0] is arg else None


def _is_second(pair: cst.Tuple, name: cst.CSTNode) -> bool:
    return len(pair.elements) == 2 and pair.elements[1].value is name


def _method(node: cst.BaseExpression) -> str:
    plain = isinstance(node, cst.Call) and not node.args
    func = node.func if plain and isinstance(node, cst.Call) else None
    return func.attr.value if isinstance(func, cst.Attribute) else ""


def element_values(
    module: Module, node: cst.BaseExpression, *, keyed: bool | None = None
) -> Values:
    """What a list, a tuple, a set or the values of a dictionary hold, written out or in a variable.

    ``keyed`` asks for a dictionary, or for something that is none: a loop goes through its keys.
    """
    uses: Sequence[cst.Name] = ()
    if isinstance(node, cst.Name):
        binding = module.names.only_value(node)
        if binding is None or binding.value is None:
            return []
        node, uses = binding.value, module.names.uses_of(binding)
    if keyed is not None and isinstance(node, (cst.Dict, cst.DictComp)) is not keyed:
        return []
    return [
        *_elements_of_list(module, node),
        *(value for use in uses for value in _added_values(module, use)),
    ]


def _elements_of_list(module: Module, node: cst.BaseExpression) -> Values:
    if isinstance(node, (cst.List, cst.Tuple, cst.Set)):
        parts: Sequence[cst.CSTNode] = node.elements
    elif isinstance(node, cst.Dict):
        parts = node.elements
    elif isinstance(node, (cst.ListComp, cst.SetComp, cst.GeneratorExp)):
        return [node.elt]
    elif isinstance(node, cst.DictComp):
        return [node.value]
    else:
        return [] if _makes_empty(module, node) else [_unknown_value()]
    plain = [p.value for p in parts if isinstance(p, (cst.Element, cst.DictElement))]
    return plain if len(plain) == len(parts) else [*plain, _unknown_value()]


def _unknown_value() -> cst.BaseExpression:
    """An expression of which nothing is known."""
    return cst.Ellipsis()


def _makes_empty(module: Module, node: cst.BaseExpression) -> bool:
    """Whether ``node`` is ``list()`` or ``set()``."""
    return (
        isinstance(node, cst.Call)
        and not node.args
        and isinstance(node.func, cst.Name)
        and node.func.value in {"list", "set"}
        and not module.names.of(node.func)
    )


_ADDERS = frozenset({"extend", "insert", "update", "setdefault", "append", "add", "appendleft"})
_READERS = frozenset(
    (
        *("all", "any", "bool", "dict", "enumerate", "filter", "isinstance", "iter", "len", "list"),
        *("map", "max", "min", "next", "print", "repr", "reversed", "set", "sorted", "str", "sum"),
        *("tuple", "type", "zip"),
    )
)
"""Functions that put nothing into what they are given."""


def _added_values(module: Module, use: cst.Name) -> Values:
    """What ``use`` puts into a list or a dictionary, or lets others put there."""
    parent = module.tree.parent(use)
    if isinstance(parent, cst.Subscript) and parent.value is use:
        value = _assigned_to(module, parent)
        return [] if value is None else [value]
    if isinstance(parent, cst.Attribute):
        call = module.tree.parent(parent)
        name = parent.attr.value
        if name in {"append", "add"} and isinstance(call, cst.Call) and len(call.args) == 1:
            return [call.args[0].value]
        return [_unknown_value()] if name in _ADDERS else []
    return [_unknown_value()] if _goes_elsewhere(module, use) else []


def _goes_elsewhere(module: Module, use: cst.Name) -> bool:
    """Whether ``use`` hands its value to a function that may change it, or gives it another name."""
    parent = module.tree.parent(use)
    if not isinstance(parent, cst.Arg):
        kept = (cst.Assign, cst.AnnAssign, cst.NamedExpr, cst.Element, cst.DictElement)
        return isinstance(parent, kept)
    call = module.tree.parent(parent)
    if parent.star or not isinstance(call, cst.Call):
        return False
    reads = isinstance(call.func, cst.Name) and call.func.value in _READERS
    return not reads or bool(module.names.candidates(call.func))
