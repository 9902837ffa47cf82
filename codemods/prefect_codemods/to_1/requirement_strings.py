"""Requirements in the strings of Python, on Prefect and on Python itself: setup.py, sessions of nox."""

from __future__ import annotations

import re

from prefect_codemods.findings import Level
from prefect_codemods.python import literals
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.rules import Codemod
from prefect_codemods.python.scopes import dotted_name
from prefect_codemods.python.tree import walk_nodes
from prefect_codemods.shell.interpreter_versions import asked_versions
from prefect_codemods.shell.rules import shell_rules

_PACKAGING = re.compile(r"\b(?:setuptools|distutils|nox|pip)\b")
_INTERPRETERS = frozenset({"python_requires", "python"})
_LISTED = re.compile(r"requir|depend|extra|install|package|constraint", re.IGNORECASE)


def plan_requirement_strings(module: Module) -> None:
    """Report every string that is a requirement on a Prefect below 1.0, once a line."""
    named = [node for node in module.names.strings if "prefect" in node.value]
    packaging = bool(named) and _PACKAGING.search(module.tree.text) is not None
    reported = {found.line for found in module.plan.diagnostics}
    for node in named:
        if module.tree.position(node)[0] in reported or module.compatible(node):
            continue
        if not _LISTED.search(_name_of_holder(module, node)) and (
            not packaging or _is_entry(module, node)
        ):
            continue
        # A string of several lines holds one requirement on each.
        for required in (literals.string_value(node) or "").splitlines():
            found = shell_rules(module.options).judge_requirement(required, module.options)
            if found is not None and found.level is not Level.NOTE:
                module.plan.report(found.rule, node, found.message, level=found.level)
    _report_interpreters(module)


def _is_entry(module: Module, node: cst.CSTNode) -> bool:
    """Whether ``node`` is a variable or a setting, which something else reads."""
    return isinstance(module.tree.parent(node), cst.DictElement)


def _report_interpreters(module: Module) -> None:
    """Report the versions of Python that a package or a session asks for, if they are too old.

    Only beside a requirement that is too old.
    """
    asked = [
        arg.value
        for call in (module.names.calls if module.plan.diagnostics else ())
        for arg in call.args
        if arg.keyword is not None and arg.keyword.value in _INTERPRETERS
    ]
    if not asked:
        return
    rules = shell_rules(module.options)
    codes = {rule.reported.code for rule in rules.requirements}
    if not any(found.rule in codes for found in module.plan.diagnostics):
        return
    for node in (node for value in asked for node in walk_nodes(value)):
        for _, version in asked_versions(f"python: {literals.string_value(node) or ''}"):
            found = rules.judge_image(f"python:{version}", module.options, base=True)
            if found is not None:
                module.plan.report(found.rule, node, found.message, level=found.level)


def _name_of_holder(module: Module, node: cst.CSTNode) -> str:
    """The name of the variable, argument or entry that the string is a part of."""
    for parent in module.tree.ancestors(node):
        if isinstance(parent, cst.Arg) and parent.keyword is not None:
            return parent.keyword.value
        if isinstance(parent, cst.DictElement):
            return literals.string_value(parent.key) or ""
        if isinstance(parent, cst.Assign):
            target = parent.targets[0].target
            if isinstance(target, cst.Subscript):  # os.environ["EXTRA_PIP_PACKAGES"] = …
                return cst.Module([]).code_for_node(target)
            return dotted_name(target)
    return ""


CODEMOD = Codemod(
    plan_requirement_strings,
    after=("image_pins", "settings", "subprocesses"),
    words=("prefect",),
    keywords=tuple(sorted(_INTERPRETERS)),
    text=r"[\"'](?:prefect(?:\[[\w,\s-]*\])?\s*(?:[=<>~!@])|git\+\S*/prefect\b)",
)
