"""Requirements on Prefect in the strings of Python: setup.py, lists of dependencies."""

from __future__ import annotations

import re

from prefect_codemods.findings import Level
from prefect_codemods.python import literals
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.rules import Codemod
from prefect_codemods.python.scopes import dotted
from prefect_codemods.to_1.shell.pins import REQUIREMENTS

_PACKAGING = re.compile(r"\b(?:setuptools|distutils|nox|pip)\b")
_LISTED = re.compile(r"requir|depend|extra|install|package|constraint", re.IGNORECASE)


def plan(module: Module) -> None:
    """Report every string that is a requirement on a Prefect below 1.0, once a line."""
    packaging = _PACKAGING.search(module.tree.text) is not None
    told = {found.line for found in module.plan.diagnostics}
    for node in module.names.strings:
        line = module.tree.position(node)[0] if "prefect" in node.value else 0
        if not line or line in told or module.compatible(node):
            continue
        if isinstance(module.tree.parent(node), cst.DictElement):
            continue  # a variable or a setting, which something else reads
        if not packaging and not _LISTED.search(_name(module, node)):
            continue
        found = REQUIREMENTS.judge(literals.string(node) or "", module.options)
        if found is not None and found.level is not Level.NOTE:
            module.plan.report(found.rule, node, found.message, level=found.level)


def _name(module: Module, node: cst.CSTNode) -> str:
    """The name of the variable or argument that the string is a part of."""
    for parent in module.tree.ancestors(node):
        if isinstance(parent, cst.Arg) and parent.keyword is not None:
            return parent.keyword.value
        if isinstance(parent, cst.Assign):
            return dotted(parent.targets[0].target)
    return ""


CODEMOD = Codemod(
    plan,
    after=("image_pins", "settings", "subprocesses"),
    words=("prefect",),
    text=r"[\"'](?:prefect(?:\[[\w,\s-]*\])?\s*(?:[=<>~!@])|git\+\S*/prefect\b)",
)
