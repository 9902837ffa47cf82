"""All that a codemod sees of one Python text."""

from __future__ import annotations

import ast

import libcst as cst

from prefect_codemods.catalogue import names as catalogue
from prefect_codemods.options import Options
from prefect_codemods.python.imports import Imports
from prefect_codemods.python.names import Names
from prefect_codemods.python.plan import Plan
from prefect_codemods.python.tree import Tree


class Module:
    """One text, parsed once: its tree, its names, and the plan that the codemods fill."""

    def __init__(self, text: str, options: Options, syntax: ast.Module | None = None) -> None:
        self.options = options
        self.tree = Tree(text, syntax)
        self.names = Names(self.tree, catalogue.exports)
        self.plan = Plan(self.tree, options)
        self.imports = Imports(self.tree, self.names, self.plan)
        self.followed: set[int] = set()
        """References to moved names whose edits are planned, by identity."""
        self.sites: set[int] = set()
        """Calls and assignments that give a flow an environment, by identity."""

    @property
    def uses_prefect(self) -> bool:
        """Whether the module imports anything of Prefect's at its top."""
        return any(
            b.target.split(".")[0] == "prefect"
            for bindings in self.names.root.bindings.values()
            for b in bindings
        )

    def compatible(self, node: cst.CSTNode) -> bool:
        """Whether ``node`` stands where code wants both the old and the new form.

        That is inside ``try … except ImportError`` and below a check of Prefect's version.
        """
        below: cst.CSTNode = node
        for parent in self.tree.ancestors(node):
            if isinstance(parent, cst.Try) and _catches_import_error(parent):
                return True
            if isinstance(parent, cst.If) and below is not parent.test and _checks_version(parent):
                return True
            below = parent
        return False


_IMPORT_ERRORS = {"ImportError", "ModuleNotFoundError", "AttributeError"}


def _catches_import_error(node: cst.Try) -> bool:
    for handler in node.handlers:
        kind = handler.type
        kinds = [e.value for e in kind.elements] if isinstance(kind, cst.Tuple) else [kind]
        if any(isinstance(k, cst.Name) and k.value in _IMPORT_ERRORS for k in kinds):
            return True
    return False


def _checks_version(node: cst.If) -> bool:
    code = cst.Module([]).code_for_node(node.test)
    return "version" in code.lower()
