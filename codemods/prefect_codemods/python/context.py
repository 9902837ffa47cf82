"""All that a codemod sees of one Python text."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from prefect_codemods.options import Options
from prefect_codemods.python.imports import Imports
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.names import Names
from prefect_codemods.python.plan import Plan
from prefect_codemods.python.scopes import dotted, import_target
from prefect_codemods.python.tree import Tree, walk


class Module:
    """One text, parsed once: its tree, its names, and the plan that the codemods fill."""

    def __init__(
        self,
        text: str,
        options: Options,
        syntax: ast.Module | None = None,
        pieces: Sequence[int] = (),
    ) -> None:
        self.options = options
        self.catalogue = options.migration.catalogue()
        self.tree = Tree(text, syntax, pieces)
        self.names = Names(self.tree, self.catalogue.exports)
        if pieces or self.uses_library:
            self.names.customary = self.catalogue.customary
        self.plan = Plan(self.tree, options)
        self.imports = Imports(self.tree, self.names, self.plan)
        self.followed: set[int] = set()
        """References to moved names whose edits are planned, by identity."""
        self.sites: set[int] = set()
        """Calls and assignments that give a flow an environment, by identity."""
        self._choices: dict[int, bool] = {}

    @property
    def uses_library(self) -> bool:
        """Whether the module imports anything of the library at its top, or a page names it."""
        return any(
            self.catalogue.contains(b.target)
            for scope in self.names.modules
            for bindings in scope.bindings.values()
            for b in bindings
        ) or any(map(self.unbound, (*self.names.customary, *self.catalogue.lost_classes)))

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
        """Whether ``node`` stands where code wants both the old and the new form.

        That is inside ``try … except ImportError`` both of whose sides take something from
        Prefect, and below a check of Prefect's version. A ``try`` that merely does without Prefect
        where the import fails wants one form only, and on 1.x would do without it silently.
        """
        below: cst.CSTNode = node
        for parent in self.tree.ancestors(node):
            if isinstance(parent, cst.Try) and self._two_ways(parent):
                return True
            if isinstance(parent, cst.If) and below is not parent.test and self._versioned(parent):
                return True
            below = parent
        return False

    def _two_ways(self, node: cst.Try) -> bool:
        known = self._choices.get(id(node))
        if known is None:
            others = [h.body for h in node.handlers if _catches_import_error(h)]
            known = bool(others) and self._takes(node.body) and any(map(self._takes, others))
            self._choices[id(node)] = known
        return known

    def _takes(self, block: cst.BaseSuite) -> bool:
        """Whether ``block`` takes something from a module of Prefect's that moved, or its heir."""
        for found in walk(block):
            if isinstance(found, cst.ImportFrom) and self.catalogue.contains(import_target(found)):
                return True
            if isinstance(found, cst.Import) and any(
                self.catalogue.contains(dotted(a.name)) for a in found.names
            ):
                return True
            if isinstance(found, (cst.Name, cst.Attribute)) and self.catalogue.homes.match(
                self.names.qualified(found)
            ):
                return True
        return False

    def _versioned(self, node: cst.If) -> bool:
        """Whether the test of ``node`` asks for the version of Prefect."""
        known = self._choices.get(id(node))
        if known is None:
            known = self._asks(node.test, depth=3)
            self._choices[id(node)] = known
        return known

    def _asks(self, test: cst.BaseExpression, depth: int) -> bool:
        """Whether the text of ``test``, or what its variables hold, tells of Prefect's version."""
        code = cst.Module([]).code_for_node(test).lower()
        if "version" in code and self.catalogue.library in code:
            return True
        if not depth:
            return False
        for name in walk(test):
            if isinstance(name, cst.Name):
                paths = self.names.candidates(name)
                if any(self.catalogue.contains(path) and "version" in path for path in paths):
                    return True
                bindings = self.names.of(name)
                values = [b.value for b in bindings if b.value is not None and b.kind == "assign"]
                if any(self._asks(value, depth - 1) for value in values):
                    return True
        return False


_IMPORT_ERRORS = {"ImportError", "ModuleNotFoundError", "AttributeError"}


def _catches_import_error(handler: cst.ExceptHandler) -> bool:
    kind = handler.type
    kinds = [e.value for e in kind.elements] if isinstance(kind, cst.Tuple) else [kind]
    return any(isinstance(k, cst.Name) and k.value in _IMPORT_ERRORS for k in kinds)
