"""Scopes, and the places that give names a meaning in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from prefect_codemods.python.lazy_libcst import cst

BindingKind = Literal["import", "assign", "def", "class", "param", "with", "other"]


@dataclass(eq=False)
class Binding:
    """One place that gives ``name`` a meaning.

    ``target`` is the dotted path an import binds (``prefect.storage.S3``); ``value`` the expression
    of a plain assignment or of a ``with`` item; ``node`` the alias, statement or target.
    """

    name: str
    kind: BindingKind
    node: cst.CSTNode
    scope: Scope
    target: str = ""
    value: cst.BaseExpression | None = None


@dataclass(eq=False)
class Scope:
    """A module, class, function or comprehension, with what it binds and the names it uses."""

    kind: Literal["module", "class", "function", "comprehension"]
    node: cst.CSTNode
    parent: Scope | None = None
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    outer: dict[str, Scope] = field(default_factory=dict)
    stars: list[tuple[str, cst.ImportFrom]] = field(default_factory=list)

    def bind(self, binding: Binding) -> None:
        """Add ``binding``, to the scope a ``global`` or ``nonlocal`` names where there is one."""
        target = self.outer.get(binding.name, self)
        target.bindings.setdefault(binding.name, []).append(binding)


def dotted_name(node: cst.CSTNode | None) -> str:
    """``a.b.c`` for a chain of names and attributes, ``""`` for anything else."""
    path = ""
    # ``isinstance`` with a class of LibCST's costs many times as much, since they are abstract.
    while type(node) is not cst.Name:
        if type(node) is not cst.Attribute:
            return ""
        path = f".{node.attr.value}{path}"
        node = node.value
    return node.value + path


def import_target(statement: cst.ImportFrom) -> str:
    """The absolute module an ``import from`` names; ``""`` for a relative one."""
    if statement.relative:
        return ""
    return dotted_name(statement.module)
