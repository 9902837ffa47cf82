"""All that a codemod sees of one Python text."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import TypeVar, cast

from prefect_codemods.options import Options
from prefect_codemods.python.both_forms import BothForms
from prefect_codemods.python.excerpt import Excerpt
from prefect_codemods.python.imports import Imports
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.names import Names
from prefect_codemods.python.plan import Plan
from prefect_codemods.python.tree import Tree

T = TypeVar("T")


class Module:
    """One text, parsed once: its tree, its names, and the plan that the codemods fill."""

    def __init__(
        self,
        text: str,
        options: Options,
        syntax: ast.Module | None = None,
        pieces: Sequence[int] = (),
        exported: Callable[[str], bool] = lambda name: False,
        excerpt: Excerpt | None = None,
    ) -> None:
        self.options = options
        self.catalogue = options.migration.catalogue()
        self.exported = exported
        """Whether other files may import a name from this module, by where it stands."""
        self.tree = Tree(text, syntax, pieces, excerpt)
        self.names = Names(self.tree, self.catalogue.exports)
        if pieces or self.uses_library:
            self.names.customary = self.catalogue.customary
        self.plan = Plan(self.tree, options)
        self.imports = Imports(self.tree, self.names, self.plan)
        self.followed: set[int] = set()
        """References to moved names whose edits are planned, by identity."""
        self.removed_imports: list[tuple[cst.ImportAlias, str]] = []
        """Imports of names that the target release no longer has, with their dotted paths."""
        self.both_forms = BothForms(self.tree, self.names, self.catalogue)
        self._found: dict[object, object] = {}

    def once(self, find: Callable[[Module], T]) -> T:
        """What ``find`` finds in this module, found when it is first asked for."""
        if find not in self._found:
            self._found[find] = find(self)
        return cast("T", self._found[find])

    @property
    def uses_library(self) -> bool:
        """Whether the module imports anything of the library at its top, or a page names it."""
        return any(
            self.catalogue.contains(b.target)
            for scope in self.names.modules
            for bindings in scope.bindings.values()
            for b in bindings
        ) or any(map(self.unbound, (*self.names.customary, *self.catalogue.lost_classes)))

    def forget(self) -> None:
        """Let go of all that was made: parts of it hold each other, and through them the tree.

        So it is freed without the garbage collector.
        """
        self.names.forget()
        vars(self).clear()

    def unbound(self, name: str) -> list[cst.Name]:
        """The uses of ``name`` on a page whose code binds it nowhere."""
        if not self.tree.pieces:
            return []
        return [
            use
            for use in self.names.used(name)
            if not self.names.of(use) and not self.names.has_stars(use)
        ]

    def compatible(self, node: cst.CSTNode) -> bool:
        """Whether ``node`` stands where code wants both the old and the new form."""
        return self.both_forms.wants(node)
