"""Methods and attributes of a module's classes that one side took out and the other uses anew."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from prefect_migrate.reconcile.statements.elements import Text

_Function = (ast.FunctionDef, ast.AsyncFunctionDef)


class Members:
    """The members that the classes of a module define, and all attributes that the module reads."""

    def __init__(self, text: Text) -> None:
        self._text = text

    @cached_property
    def of_classes(self) -> Mapping[str, frozenset[str]]:
        """The members by the name of their class."""
        return {
            node.name: frozenset(_members(node))
            for node in self._text.tree.body
            if isinstance(node, ast.ClassDef)
        }

    @cached_property
    def defined(self) -> frozenset[str]:
        """The members of any class."""
        return frozenset().union(*self.of_classes.values())

    @cached_property
    def used(self) -> frozenset[str]:
        """The attributes that the module reads, of whatever object."""
        return frozenset(
            node.attr for node in self._text.nodes(ast.Attribute) if isinstance(node.ctx, ast.Load)
        )


def lost_members(result: Members, sides: Sequence[Members]) -> list[str]:
    """The members that a result uses, and that a class of it had on a side and has no more.

    What a side uses without a class that defines it may be of any object, or inherited.
    """
    removed = {
        member
        for side in sides
        for name, members in side.of_classes.items()
        if name in result.of_classes
        for member in members - result.defined
    }
    if not removed:
        return []
    return sorted((removed & result.used).difference(*(side.used - side.defined for side in sides)))


def misused_members(text: Text) -> frozenset[str]:
    """The properties that are called, and the methods that are read without a call."""
    kinds: dict[str, set[bool]] = {}
    for owner in text.nodes(ast.ClassDef):
        for node in owner.body:
            if isinstance(node, _Function):
                kinds.setdefault(node.name, set()).add(_is_read_only(node))
    called = {id(node.func) for node in text.nodes(ast.Call)}
    return frozenset(
        node.attr
        for node in text.nodes(ast.Attribute)
        if isinstance(node.ctx, ast.Load)
        if kinds.get(node.attr) == {id(node) in called}
    )


def _is_read_only(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a method is a property: it is read, and not called."""
    names = (getattr(decorator, "id", "") for decorator in node.decorator_list)
    attributes = (getattr(decorator, "attr", "") for decorator in node.decorator_list)
    return any(n.endswith("property") for n in names) or bool(
        {"setter", "getter", "deleter", "cached_property"}.intersection(attributes)
    )


def unknown_attributes(text: Text) -> frozenset[str]:
    """The attributes of ``self`` that a class without a base reads, and nothing of it sets."""
    found: set[str] = set()
    for owner in text.tree.body:
        if isinstance(owner, ast.ClassDef) and not (owner.bases or owner.decorator_list):
            known = frozenset(_members(owner))
            if "__getattr__" not in known and "__getattribute__" not in known:
                found |= _read_of_self(owner) - known - frozenset(dir(object))
    return frozenset(found)


def _read_of_self(owner: ast.ClassDef) -> set[str]:
    return {
        inner.attr
        for inner in ast.walk(owner)
        if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Load)
        if isinstance(inner.value, ast.Name) and inner.value.id == "self"
    }


def _members(owner: ast.ClassDef) -> Iterator[str]:
    for node in owner.body:
        if isinstance(node, _Function):
            yield node.name
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))
    yield from (
        inner.attr
        for inner in ast.walk(owner)
        if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store)
        if isinstance(inner.value, ast.Name) and inner.value.id in ("self", "cls")
    )
