"""The global names that a module uses, and those that it binds."""

from __future__ import annotations

import ast
import builtins
import symtable
from dataclasses import dataclass

from prefect_codemods.python import normal_form

_GIVEN = frozenset(dir(builtins)) | {
    *("__file__", "__name__", "__doc__", "__package__", "__spec__", "__loader__", "__path__"),
    *("__annotations__", "__builtins__", "__debug__", "__module__", "__qualname__", "__class__"),
}


@dataclass(frozen=True)
class GlobalNames:
    """The global names a module uses and those that it binds; ``starred``: and it may bind more."""

    used: frozenset[str]
    bound: frozenset[str]
    starred: bool = False

    @property
    def resolved(self) -> frozenset[str]:
        """Names that are used and bound."""
        return self.used & self.bound

    @property
    def unresolved(self) -> frozenset[str]:
        """Names that are used and neither bound nor built in."""
        return self.used - self.bound - _GIVEN


def global_names(module: symtable.SymbolTable, tree: ast.Module) -> GlobalNames:
    """The global names of a module, by Python's own rules of scope."""
    used = set(module.get_identifiers())
    bound = set(normal_form.bound_in(tree))
    tables = list(module.get_children())
    while tables:
        table = tables.pop()
        tables.extend(table.get_children())
        for symbol in table.get_symbols():
            if symbol.is_global():
                used.add(symbol.get_name())
                if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace():
                    bound.add(symbol.get_name())
    return GlobalNames(frozenset(used), frozenset(bound), "*" in bound)
