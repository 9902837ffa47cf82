"""Old images in Python strings, and all that is old in strings of several lines: reported only.

Such strings are templates of Dockerfiles, scripts and manifests; an image is handed to Docker, to
Kubernetes or to another orchestrator. What Prefect's own classes are given is judged elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from prefect_codemods.findings import Level
from prefect_codemods.python.arguments import keyword_of
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.literals import string_value
from prefect_codemods.python.rules import Codemod
from prefect_codemods.python.scopes import dotted_name
from prefect_codemods.rule import registered_rules
from prefect_codemods.shell.plain_search import search_text
from prefect_codemods.shell.rules import shell_rules
from prefect_codemods.to_1.possible_texts import joined_expressions, possible_texts
from prefect_codemods.to_1.shell.shared_rules import (
    ENDPOINT,
    IMAGE_LEFT,
    IMAGE_TAG,
    NAME,
    PIN,
    PINS,
    TOKEN,
    UNCERTAIN_VARIABLE,
    UNREAD,
)
from prefect_codemods.to_1.shown_text import is_shown

_ORGANIZATION = "prefecthq"
_IMAGE = f"{_ORGANIZATION}/prefect"
_IMAGE_RULES = frozenset((IMAGE_TAG.code, IMAGE_LEFT.code))
_JOINED_RULES = frozenset((*_IMAGE_RULES, PIN.code))
"""What is reported of texts of one line that are put together: others read what is written whole."""
_VARIABLE_RULES = frozenset(
    rule.code for rule in (ENDPOINT, NAME, TOKEN, UNCERTAIN_VARIABLE, UNREAD)
)
_VARIABLE_IN_LINE = re.compile(r"PREFECT__\w+\S*\s+\S|\S\s+\S*PREFECT__")
"""A variable beside other words, as in `export NAME=value`: a name alone is judged elsewhere."""
_INSTALLS = re.compile(r"\bpip3? install\b")
_NAME_KEYS = ("repository", "image", "name", "imageName", "newName")
_TAG_KEYS = ("tag", "imageTag", "newTag")
"""Keys of an image's name and of its tag, as Helm and Kustomize have them."""
_NAMED_RELEASE = re.compile(r"prefect_?\w*(?:version|tag|release)")
"""In a text in lower case."""
_RELEASE_NAME = re.compile(
    r"(?!.*(?:min|max|old|last|first|legacy|since))(?:\w+_)?prefect_?(?:core_|image_|base_|docker_)*"
    r"(?:version|tag|release)",
    re.IGNORECASE,
)
"""Names of the release that is used, not of a bound that it is compared with."""
_LINES = re.compile(r"\n[ \t]*\S")
_JOINED = re.compile(
    rf"""{_ORGANIZATION}|PREFECT__|[fF][rR]?(?:\"{{3}}|'{{3}})|[fF][rR]?["'][^"'\n]*prefect"""
    r"""|prefect[^"'\n]*["'](?:\s*[+%]|\.format)"""
)
"""An f-string, a sum or the like that may be of interest: finding it takes a walk over the tree."""


def plan_text_in_strings(module: Module) -> None:
    """Report what is old in the strings of one module, and not reported yet."""
    text = module.tree.text
    for node in module.names.strings:
        if "prefect" in node.value.lower() and _stands_alone(module, node):
            _search(module, node, string_value(node) or "")
    if _JOINED.search(text):
        for joined in joined_expressions(module):
            for shown in possible_texts(module, joined):
                _search(module, joined, shown, _JOINED_RULES | _VARIABLE_RULES)
    if _ORGANIZATION in text:
        _images_with_tags(module)
    if _NAMED_RELEASE.search(module.tree.lowered):
        _releases_by_name(module)


def _stands_alone(module: Module, node: cst.SimpleString) -> bool:
    """Whether ``node`` is a whole string, and no docstring."""
    parent = module.tree.parent(node)
    return not isinstance(parent, (cst.Expr, cst.ConcatenatedString, cst.BinaryOperation))


def _search(
    module: Module, node: cst.BaseExpression, value: str, codes: frozenset[str] = _IMAGE_RULES
) -> None:
    """Report what is old in ``value``: by ``codes``, and where it has several lines, all of it."""
    several = _LINES.search(value) is not None
    if _VARIABLE_IN_LINE.search(value):
        codes = codes | _VARIABLE_RULES
    if _INSTALLS.search(value):
        codes = codes | {PIN.code}
    if not several and codes is _IMAGE_RULES and _IMAGE not in value:
        return
    known = shell_rules(module.options).text
    for found in search_text(value, module.options):
        if found.level is Level.NOTE or found.rule == known.inline_code.code:
            continue
        if several or found.rule in codes:
            _report_in_string(module, node, found.rule, found.message, found.level, found.help)


def _images_with_tags(module: Module) -> None:
    """Report old images whose tags stand beside their names, in dictionaries and calls."""
    for key in module.names.strings:
        entry = module.tree.parent(key)
        table = module.tree.parent(entry) if isinstance(entry, cst.DictElement) else None
        if isinstance(table, cst.Dict) and string_value(key) in _TAG_KEYS:
            _tagged(
                module,
                {
                    string_value(e.key): e.value
                    for e in table.elements
                    if isinstance(e, cst.DictElement)
                },
            )
    for call in module.names.calls:
        plain = [arg.value for arg in call.args if arg.keyword is None and not arg.star]
        values: dict[str | None, cst.BaseExpression] = {}
        values.update(zip(("name", "tag"), plain, strict=False))
        values.update((a.keyword.value, a.value) for a in call.args if a.keyword is not None)
        _tagged(module, values)


def _tagged(module: Module, values: Mapping[str | None, cst.BaseExpression]) -> None:
    """Report the tag among ``values`` where it is one of an old image, whose name is beside it."""
    named = [values[key] for key in _NAME_KEYS if key in values]
    tags = [values[key] for key in _TAG_KEYS if key in values]
    if not named or not tags:
        return
    names = [
        text for node in named for text in possible_texts(module, node) if text.endswith(_IMAGE)
    ]
    for tag in tags if names else ():
        for text in possible_texts(module, tag):
            change = shell_rules(module.options).judge_image(f"{names[0]}:{text}", module.options)
            if change is not None and change.level is not Level.NOTE:
                _report_in_string(module, tag, change.rule.code, change.message, change.level, "")


def _releases_by_name(module: Module) -> None:
    """Report variables and entries that are named after the library's release and hold an old one."""
    for node in module.names.strings:
        release = string_value(node) or ""
        name = _name_of_value(module, node) if release[:1].isdigit() else ""
        if not name or not _RELEASE_NAME.fullmatch(name):
            continue
        shown = f"{name} = {release}"
        found = shell_rules(module.options).judge_constraint(
            "prefect", shown, release.partition("-")[0], module.options
        )
        if found is not None and found.level is not Level.NOTE:
            help = "Name a release of 1.x, such as 1.4.1."
            _report_in_string(module, node, found.rule.code, found.message, found.level, help)


def _name_of_value(module: Module, node: cst.SimpleString) -> str:
    """The name of the variable, the entry or the argument whose value ``node`` is."""
    parent = module.tree.parent(node)
    if isinstance(parent, cst.DictElement) and parent.value is node:
        return string_value(parent.key) or ""
    if isinstance(parent, cst.Arg):
        return keyword_of(parent)
    if isinstance(parent, cst.Param):
        return parent.name.value
    target = parent.target if isinstance(parent, cst.AnnAssign) else None
    if isinstance(parent, cst.Assign):
        target = parent.targets[0].target
    return dotted_name(target).rpartition(".")[2]


def _report_in_string(
    module: Module, node: cst.BaseExpression, code: str, message: str, level: Level, help: str
) -> None:
    plan = module.plan
    if module.compatible(node) or plan.retired(node) or plan.edited(node):
        return
    if is_shown(module, module.tree.parent(node)):
        return
    (first, _), (last, _) = module.tree.positions(node)
    same = {code, PINS.code} if code in {*_IMAGE_RULES, PIN.code} else {code}
    if code in _VARIABLE_RULES:
        same |= {UNCERTAIN_VARIABLE.code}
    said = {
        found.line
        for found in plan.diagnostics
        if found.rule in same and found.level is not Level.NOTE
    }
    uses = (
        line
        for use in _uses(module, node)
        for line in (
            module.tree.position(use)[0],
            module.tree.position(module.tree.statement(use))[0],
        )
    )
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
    text=r"PREFECT__|(?i:prefect_?\w{0,20}(?:version|tag|release))|prefecthq|\bpip3? install\b[^\n]*\bprefect\b",
)
