"""Methods and attributes of a module's classes that one side took out and the other uses anew."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

_Function = (ast.FunctionDef, ast.AsyncFunctionDef)


class Members:
    """The members that the classes of a module define, and all attributes that the module reads."""

    def __init__(self, tree: ast.Module) -> None:
        self._tree = tree

    @cached_property
    def of_classes(self) -> Mapping[str, frozenset[str]]:
        """The members by the name of their class."""
        return {
            node.name: frozenset(_members(node))
            for node in self._tree.body
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
            node.attr
            for node in ast.walk(self._tree)
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
        )


def lost_members(result: Members, sides: Sequence[Members]) -> list[str]:
    """The members that a result uses, and that a class of it had on a side and has no more.

    What a side uses without a class that defines it may be of any object, or inherited.
    """
    gone = {
        member
        for side in sides
        for name, members in side.of_classes.items()
        if name in result.of_classes
        for member in members - result.defined
    }
    if not gone:
        return []
    return sorted((gone & result.used).difference(*(side.used - side.defined for side in sides)))


def unknown_attributes(tree: ast.Module) -> frozenset[str]:
    """The attributes of ``self`` that a class without a base reads, and nothing of it sets."""
    found: set[str] = set()
    for owner in tree.body:
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
