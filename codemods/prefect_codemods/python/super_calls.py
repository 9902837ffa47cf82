"""Which class ``super().__init__(…)`` reaches: the bases in order, and those of this module in turn."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.scopes import dotted_name
from prefect_codemods.python.tree import walk_nodes

_WITHOUT_INIT = frozenset(
    ("object", "abc.ABC", "typing.Generic", "typing.Protocol", "typing_extensions.Protocol")
)


def class_around(module: Module, call: cst.Call) -> cst.ClassDef | None:
    """The class in which ``super().__init__(…)`` stands, ``None`` for any other call."""
    func = call.func
    if type(func) is not cst.Attribute or func.attr.value != "__init__":
        return None
    owner = func.value
    if not isinstance(owner, cst.Call) or dotted_name(owner.func) != "super":
        return None
    return next((a for a in module.tree.ancestors(call) if isinstance(a, cst.ClassDef)), None)


def reached_class(module: Module, owner: cst.ClassDef, given: Collection[str]) -> str:
    """The dotted path of the imported class whose ``__init__`` gets the keywords ``given``.

    Empty where that isn't certain: a class of this module may take some for itself, and of an
    imported one that comes before others nothing is known.
    """
    return next(_reached(module, owner, given, {id(owner)}), "")


def _reached(
    module: Module, owner: cst.ClassDef, given: Collection[str], seen: set[int]
) -> Iterator[str]:
    for base in owner.bases:
        value = base.value.value if isinstance(base.value, cst.Subscript) else base.value
        path = module.names.qualified(value) or dotted_name(value)
        if path in _WITHOUT_INIT:
            continue
        found = module.names.of(value) if isinstance(value, cst.Name) else []
        local = found[0].node if len(found) == 1 else None
        if not isinstance(local, cst.ClassDef):
            yield module.names.qualified(value)
            return
        if id(local) in seen:
            continue
        seen.add(id(local))
        if not _hands_on(local, given):
            yield ""
            return
        yield from _reached(module, local, given, seen)


def _hands_on(owner: cst.ClassDef, given: Collection[str]) -> bool:
    """Whether a class has no ``__init__``, or one that hands on the keywords which it doesn't name."""
    for node in owner.body.body:
        if isinstance(node, cst.FunctionDef) and node.name.value == "__init__":
            params = node.params
            names = {param.name.value for param in (*params.params, *params.kwonly_params)}
            kept = params.star_kwarg
            return kept is not None and not names & set(given) and _unpacks(node, kept.name.value)
    return True


def _unpacks(function: cst.FunctionDef, name: str) -> bool:
    return any(
        isinstance(part, cst.Arg) and part.star == "**" and dotted_name(part.value) == name
        for part in walk_nodes(function.body)
    )


def possible_classes(module: Module, call: cst.Call) -> list[str]:
    """The imported bases that ``super().__init__(…)`` may reach."""
    owner = class_around(module, call)
    return [
        path
        for base in (owner.bases if owner is not None else ())
        if (path := module.names.qualified(base.value))
    ]
