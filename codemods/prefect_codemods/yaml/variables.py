"""Environment variables, images and requirements in the values of YAML."""

from __future__ import annotations

import re
from typing import Any

from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from prefect_codemods.findings import Level
from prefect_codemods.shell.rules import VariableChange, shell_rules
from prefect_codemods.text_edits import Edit, Report
from prefect_codemods.yaml import tree

_NULL = "tag:yaml.org,2002:null"


def judge_variables(report: Report, node: Any, *, agent: bool = False) -> set[int]:
    """Judge the variables in a mapping or a list; the ids of the values that were judged.

    Read are ``{name: X, value: Y}``, ``X: Y`` and ``X=Y``. ``agent``: they are those of an
    agent.
    """
    if isinstance(node, SequenceNode):
        return _judge_listed(report, node, agent)
    taken: set[int] = set()
    names = {key for key, _, _ in tree.mapping_pairs(node)}
    for key, key_node, value in tree.mapping_pairs(node):
        if key in shell_rules(report.options).names and isinstance(value, ScalarNode):
            taken.add(id(value))
            if value.tag == _NULL:
                _passed_through(report, key_node)
                continue
            change = shell_rules(report.options).judge_variable(
                key, value.value, report.options, agent=agent
            )
            _settle_variable(report, change, key_node, value, names)
    return taken


def _judge_listed(report: Report, node: Any, agent: bool) -> set[int]:
    taken: set[int] = set()
    # The names in either form (`- name: A`, `- A=1`): none may be set twice by a new name.
    names = {tree.scalar_value(tree.node_at(item, "name")) or "" for item in node.value}
    names |= {str(item.value).partition("=")[0] for item in node.value if tree.scalar_value(item)}
    for item in node.value:
        if isinstance(item, MappingNode):
            name, value = tree.node_at(item, "name"), tree.node_at(item, "value")
            if not isinstance(name, ScalarNode):
                continue
            given = value.value if isinstance(value, ScalarNode) else ""
            change = shell_rules(report.options).judge_variable(
                name.value, given, report.options, agent=agent
            )
            if change is not None:
                taken.add(id(value))
            _settle_variable(report, change, name, value, names)
        elif isinstance(item, ScalarNode) and "=" in item.value:
            name_text, _, given = item.value.partition("=")
            if name_text in shell_rules(report.options).names:
                taken.add(id(item))
                change = shell_rules(report.options).judge_variable(
                    name_text, given, report.options, agent=agent
                )
                _judge_assigned(report, change, item, names, name_text)
        elif isinstance(item, ScalarNode) and item.value in shell_rules(report.options).names:
            taken.add(id(item))
            _passed_through(report, item)
    return taken


def _passed_through(report: Report, item: Any) -> None:
    """Judge a variable that a container gets from its surroundings, with their value."""
    rules = shell_rules(report.options)
    at = tree.node_start(item)
    change = rules.judge_variable(item.value, "", report.options)
    new = rules.new_name(item.value, report.options)
    if change is not None and not change.edits:
        report.tell(change.rule, at, change.message, level=change.level, help=change.help)
    elif new:
        message = f"{item.value} moved to {new}, and its value comes from outside of this file"
        report.tell(rules.text.uncertain_variable, at, message, help=f"Pass {new} through.")
    elif change is not None:
        report.tell(change.rule, at, change.message)


def _judge_assigned(
    report: Report, change: VariableChange | None, item: Any, names: set[str], name: str
) -> None:
    if change is None:
        return
    text = report.text
    at, until = tree.node_start(item), tree.node_end(item, text)
    if not change.edits:
        report.tell(change.rule, at, change.message, level=change.level, help=change.help)
    elif _is_set_twice(report, change, at, names, name) or not tree.can_replace(item, text):
        return
    else:
        new = tree.written_scalar(f"{change.name}={change.value}", tree.raw_scalar(item, text))
        report.edit(change.rule, at, [(at, until, new)], change.message)


def _settle_variable(
    report: Report, change: VariableChange | None, name: Any, value: Any, names: set[str]
) -> None:
    if change is None:
        return
    text = report.text
    at = tree.node_start(name)
    if not change.edits:
        report.tell(change.rule, at, change.message, level=change.level, help=change.help)
        if isinstance(value, ScalarNode):
            report.leave(tree.node_start(value), tree.node_end(value, text))
        return
    if _is_set_twice(report, change, at, names, name.value):
        return
    edits: list[Edit] = []
    for node, new in ((name, change.name), (value, change.value)):
        if not isinstance(node, ScalarNode) or node.value == new:
            continue
        if not tree.can_replace(node, text):
            uncertain = shell_rules(report.options).text.uncertain_variable
            report.tell(uncertain, at, change.message, level=Level.ERROR)
            return
        source = tree.raw_scalar(node, text)
        written = '""' if not new else tree.written_scalar(new, source)
        edits.append((tree.node_start(node), tree.node_end(node, text), written))
    if edits:
        report.edit(change.rule, at, edits, change.message)


def _is_set_twice(
    report: Report, change: VariableChange, at: int, names: set[str], name: str
) -> bool:
    """Whether the new name is set beside the old one already, which is reported."""
    if change.name == name or change.name not in names:
        return False
    text = shell_rules(report.options).text
    message = f"{name} and {change.name} are both set"
    help = f"Delete {name}; {text.new_series} reads {change.name} only."
    report.tell(text.uncertain_variable, at, message, level=Level.MANUAL, help=help)
    return True


def judge_image(report: Report, node: Any) -> None:
    """Judge the value of ``image:``."""
    if not isinstance(node, ScalarNode):
        return
    at, until = tree.node_start(node), tree.node_end(node, report.text)
    change = shell_rules(report.options).judge_image(node.value, report.options, base=True)
    if change is None:
        return
    if change.new and tree.can_replace(node, report.text):
        new = tree.written_scalar(change.new, tree.raw_scalar(node, report.text))
        report.edit(change.rule, at, [(at, until, new)], change.message)
    else:
        report.tell(change.rule, at, change.message, level=change.level)


_TAGGED = (
    *(("repository", "tag"), ("image", "tag"), ("name", "newTag"), ("newName", "newTag")),
    *(("imageName", "imageTag"), ("image", "imageTag"), ("repository", "imageTag")),
    ("name", "tag"),
)
"""Keys that name an image, and those with its tag, as Helm's values and Kustomize have them."""


def tagged_images(report: Report, node: Any) -> None:
    """Judge images whose name and tag are values of their own.

    In a mapping or, by ``name`` and ``value``, in a list; their keys may be the ends of dotted ones.
    """
    values = {key: value for key, _, value in tree.mapping_pairs(node)}
    for item in tree.sequence_items(node):
        if name := tree.scalar_value(tree.node_at(item, "name")):
            values[name] = tree.node_at(item, "value")
    for name_key, tag_key in _TAGGED:
        for key in values:
            if key == name_key or key.endswith(f".{name_key}"):
                before = key[: len(key) - len(name_key)]
                registry = tree.scalar_value(values.get(f"{before}registry"))
                _tagged_image(report, registry, values[key], values.get(f"{before}{tag_key}"))


def _tagged_image(report: Report, registry: str | None, name: Any, tag: Any) -> None:
    if not isinstance(name, ScalarNode) or not isinstance(tag, ScalarNode):
        return
    reference = f"{registry}/{name.value}" if registry else name.value
    change = shell_rules(report.options).judge_image(f"{reference}:{tag.value}", report.options)
    if change is None:
        return
    at, new = tree.node_start(tag), change.new.rpartition(":")[2]
    if new and tree.can_replace(tag, report.text):
        written = tree.written_scalar(new, tree.raw_scalar(tag, report.text))
        edit = (at, tree.node_end(tag, report.text), written)
        report.edit(change.rule, at, [edit], change.message)
    else:
        report.tell(change.rule, at, change.message, level=change.level)


_NAMED = re.compile(r"(?:^|\s)name=[\"']?([^\s\"']+)")
_VERSION = re.compile(r"(?:^|\s)version=[\"']?([^\s\"']+)")
"""Arguments of a module of Ansible's in one line."""


def named_pin(report: Report, node: Any) -> bool:
    """Judge a mapping with a package's name and its version; whether it is one."""
    name, version = (
        tree.scalar_value(tree.node_at(node, "name")),
        tree.scalar_value(tree.node_at(node, "version")),
    )
    if not name or not version:
        return False
    found = shell_rules(report.options).judge_requirement(f"{name}=={version}", report.options)
    if found is not None:
        report.tell(found.rule, tree.node_start(node), found.message, level=found.level)
    return True


def judge_requirements(report: Report, node: Any) -> None:
    """Judge requirements in a list, as ``pip:`` of a conda environment has them.

    Or in one mapping, with the package's name and its version.
    """
    if named_pin(report, node):
        return
    rules = shell_rules(report.options)
    if isinstance(node, ScalarNode) and (named := _NAMED.search(node.value)):
        pinned = _VERSION.search(node.value)
        shown = f"{named[1]}=={pinned[1]}" if pinned else named[1]
        if found := rules.judge_requirement(shown, report.options):
            report.tell(found.rule, tree.node_start(node), found.message, level=found.level)
    for item in (
        *tree.sequence_items(node),
        *tree.sequence_items(tree.node_at(node, "name")),
        tree.node_at(node, "name"),
    ):
        if not isinstance(item, ScalarNode):
            continue
        if found := rules.judge_requirement(item.value, report.options):
            report.tell(found.rule, tree.node_start(item), found.message, level=found.level)
