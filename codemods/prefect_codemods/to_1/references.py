"""Every reference to a name of the table, and what stands in the way of moving it.

A name is moved only if all its references in the module can follow; otherwise its import stays,
which fails loudly, and the reference in the way is reported.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from prefect_codemods.python.call_rewrite import Commit, Obstacle
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.to_1.catalogue.names import Name


@dataclass(frozen=True, slots=True)
class Reference:
    """One use of a moved name: ``node`` is the whole chain, ``parent`` what it stands in."""

    node: cst.Name | cst.Attribute
    parent: cst.CSTNode | None
    row: Name

    @property
    def call(self) -> cst.Call | None:
        """The call of the name, where it is called."""
        if isinstance(self.parent, cst.Call) and self.parent.func is self.node:
            return self.parent
        return None


Adapter = Callable[[Module, Reference], Commit | Obstacle | None]
"""Looks at one reference; returns the edit to plan, an obstacle, or ``None`` for a plain move."""

ADAPTERS: dict[str, Adapter] = {}
"""By the last part of the old path."""


def adapts(*names: str) -> Callable[[Adapter], Adapter]:
    """Register an adapter for names whose references need more than a new import."""

    def register(adapter: Adapter) -> Adapter:
        for name in names:
            ADAPTERS[name] = adapter
        return adapter

    return register


def whole_chain(
    module: Module, use: cst.Name
) -> list[tuple[cst.Name | cst.Attribute, cst.CSTNode | None]]:
    """``use`` and the attribute chains that it starts, shortest first, with their parents."""
    found: list[tuple[cst.Name | cst.Attribute, cst.CSTNode | None]] = []
    node: cst.Name | cst.Attribute = use
    parent = module.tree.parent(node)
    found.append((node, parent))
    while isinstance(parent, cst.Attribute) and parent.value is node:
        node, parent = parent, module.tree.parent(parent)
        found.append((node, parent))
    return found
