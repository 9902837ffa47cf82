"""Old images in Python strings, and all that is old in strings of several lines: reported only.

Such strings are templates of Dockerfiles, scripts and manifests; an image is handed to Docker, to
Kubernetes or to another orchestrator. What Prefect's own classes are given is judged elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from prefect_codemods.findings import Level
from prefect_codemods.python.context import Module
from prefect_codemods.python.joined_text import JoinedText
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.literals import string_value
from prefect_codemods.python.rules import Codemod
from prefect_codemods.python.tree import walk_nodes
from prefect_codemods.rule import registered_rules
from prefect_codemods.shell.plain_search import search_text
from prefect_codemods.shell.rules import shell_rules
from prefect_codemods.to_1.image_pins import PINS
from prefect_codemods.to_1.shell.images import IMAGE_LEFT, IMAGE_TAG
from prefect_codemods.to_1.shown_text import is_shown

_IMAGE = "prefecthq/prefect"
_IMAGE_RULES = frozenset((IMAGE_TAG.code, IMAGE_LEFT.code))
_NAME_KEYS = ("repository", "image", "name", "imageName", "newName")
_TAG_KEYS = ("tag", "imageTag", "newTag")
"""Keys of an image's name and of its tag, as Helm and Kustomize have them."""
_LINES = re.compile(r"\n[ \t]*\S")
_FORMATTED_LINES = re.compile(r"[fF][rR]?(?:\"{3}|'{3})")


def plan_text_in_strings(module: Module) -> None:
    """Report what is old in the strings of one module, and not reported yet."""
    text = module.tree.text
    for node in module.names.strings:
        value = string_value(node) or ""
        if "prefect" in value.lower() and _stands_alone(module, node):
            _search(module, node, value)
            if value.endswith(_IMAGE):
                _tagged(module, node, value)
    if _IMAGE in text or _FORMATTED_LINES.search(text):
        for joined in _joined_strings(module):
            _search(module, joined, JoinedText(module.tree, module.names).shown(joined))


def _stands_alone(module: Module, node: cst.SimpleString) -> bool:
    """Whether ``node`` is a whole string, and no docstring."""
    parent = module.tree.parent(node)
    return not isinstance(parent, (cst.Expr, cst.ConcatenatedString, cst.BinaryOperation))


def _joined_strings(module: Module) -> Iterator[cst.BaseExpression]:
    """The outermost f-strings and sums of strings."""
    kinds = (cst.FormattedString, cst.ConcatenatedString, cst.BinaryOperation)
    for node in walk_nodes(module.tree.module):
        if isinstance(node, kinds) and not isinstance(
            module.tree.parent(node), (cst.Expr, *kinds, cst.FormattedStringExpression)
        ):
            yield node


def _search(module: Module, node: cst.BaseExpression, value: str) -> None:
    """Report the old images in ``value``, and where it has several lines, all that is old."""
    several = _LINES.search(value) is not None
    if not several and _IMAGE not in value:
        return
    known = shell_rules(module.options).text
    for found in search_text(value, module.options):
        if found.level is Level.NOTE or found.rule == known.inline_code.code:
            continue
        if several or found.rule in _IMAGE_RULES:
            _report(module, node, found.rule, found.message, found.level, found.help)


def _tagged(module: Module, node: cst.SimpleString, name: str) -> None:
    """Report a dictionary with an image's name, which is ``node``, and its tag."""
    entry = module.tree.parent(node)
    table = module.tree.parent(entry) if isinstance(entry, cst.DictElement) else None
    if not isinstance(table, cst.Dict):
        return
    values = {
        string_value(e.key): e.value for e in table.elements if isinstance(e, cst.DictElement)
    }
    if not any(values.get(key) is node for key in _NAME_KEYS):
        return
    for key in _TAG_KEYS:
        tag = string_value(values[key]) if key in values else None
        change = (
            shell_rules(module.options).judge_image(f"{name}:{tag}", module.options)
            if tag
            else None
        )
        if change is not None and change.level is not Level.NOTE:
            _report(module, values[key], change.rule.code, change.message, change.level, "")


def _report(
    module: Module, node: cst.BaseExpression, code: str, message: str, level: Level, help: str
) -> None:
    plan = module.plan
    if module.compatible(node) or plan.retired(node) or plan.edited(node):
        return
    if is_shown(module, module.tree.parent(node)):
        return
    first, _ = module.tree.position(node)
    last, _ = module.tree.end_position(node)
    same = {code, PINS.code} if code in _IMAGE_RULES else {code}
    said = {found.line for found in plan.diagnostics if found.rule in same}
    uses = (module.tree.position(use)[0] for use in _uses(module, node))
    if said.isdisjoint((*range(first, last + 1), *uses)):
        plan.report(registered_rules()[code], node, message, level=level, help=help)


def _uses(module: Module, node: cst.BaseExpression) -> list[cst.Name]:
    """The uses of the variable that holds ``node``."""
    bound = module.names.bound_by(module.tree.statement(node))
    return [use for b in bound if b.value is node for use in module.names.uses_of(b)]


CODEMOD = Codemod(
    plan_text_in_strings,
    after=("image_pins", "joined_commands", "requirement_strings", "settings", "subprocesses"),
    words=("prefect",),
    text=r"prefecthq/prefect|\bpip3? install\b[^\n]*\bprefect\b",
)
