"""Environment variables, images and dotted paths in the values of YAML."""

from __future__ import annotations

import re
from typing import Any

from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from prefect_codemods.findings import Level
from prefect_codemods.rule import Kind, rule
from prefect_codemods.text_edits import Edit, Report
from prefect_codemods.to_1.catalogue.variables import EXECUTORS, STORAGES
from prefect_codemods.to_1.shell import images, pins
from prefect_codemods.to_1.shell.variables import NAMES, UNCERTAIN_VARIABLE, Fate, rename
from prefect_codemods.yaml import tree

DOTTED = rule(
    "PM405",
    "dotted-value",
    Kind.SAFE,
    since="0.15.0",
    what="Writes today's path of an executor or storage class that a value of YAML names.",
    why="The old path is imported nowhere any more; Prefect warns and takes its default instead.",
    before="default_executor: prefect.engine.executors.DaskExecutor\n",
    after="default_executor: prefect.executors.DaskExecutor\n",
    language="yaml",
    source="prefect/engine/__init__.py and prefect/storage/__init__.py of 1.4.1",
)
DOTTED_LEFT = rule(
    "PM453",
    "dotted-value-left",
    Kind.MANUAL,
    since="0.15.0",
    what="Reports values of YAML that name a class of Prefect 0.x without a successor.",
    why="The class is gone, and what reads the value doesn't find it.",
    before="environment: prefect.environments.LocalEnvironment\n",
    language="yaml",
    advice="Say it by run config, executor and storage of the flow.",
)
_OLD = re.compile(
    r"prefect\.(?:(?P<kind>engine\.executors|environments\.storage)\.(?:\w+\.)?(?P<name>[A-Z]\w*)"
    r"|environments\.(?:\w+\.)*[A-Z]\w*)"
)
_NEW = {
    "engine.executors": ("executors", {name: name for name in EXECUTORS}),
    "environments.storage": ("storage", {name: name for name in STORAGES}),
}
_NEW["engine.executors"][1]["SynchronousExecutor"] = "LocalDaskExecutor"


def environment(report: Report, node: Any, *, agent: bool = False) -> set[int]:
    """Judge the variables in a mapping or a list; the ids of the values that were judged.

    Read are ``{name: X, value: Y}``, ``X: Y`` and ``X=Y``. ``agent``: they are those of a
    Kubernetes agent.
    """
    if isinstance(node, SequenceNode):
        return _listed(report, node, agent)
    taken: set[int] = set()
    names = {key for key, _, _ in tree.pairs(node)}
    for key, key_node, value in tree.pairs(node):
        if key in NAMES and isinstance(value, ScalarNode):
            taken.add(id(value))
            fate = rename(key, value.value, report.options, agent=agent)
            _settle(report, fate, key_node, value, names)
    return taken


def _listed(report: Report, node: Any, agent: bool) -> set[int]:
    taken: set[int] = set()
    names = {tree.value(tree.get(item, "name")) or "" for item in node.value}
    names |= {str(item.value).partition("=")[0] for item in node.value if tree.value(item)}
    for item in node.value:
        if isinstance(item, MappingNode):
            name, value = tree.get(item, "name"), tree.get(item, "value")
            if not isinstance(name, ScalarNode):
                continue
            given = value.value if isinstance(value, ScalarNode) else ""
            fate = rename(name.value, given, report.options, agent=agent)
            if fate is not None:
                taken.add(id(value))
            _settle(report, fate, name, value, names)
        elif isinstance(item, ScalarNode) and "=" in item.value:
            name_text, _, given = item.value.partition("=")
            if name_text in NAMES:
                taken.add(id(item))
                fate = rename(name_text, given, report.options, agent=agent)
                _assigned(report, fate, item, names, name_text)
    return taken


def _assigned(report: Report, fate: Fate | None, item: Any, names: set[str], name: str) -> None:
    if fate is None:
        return
    text = report.text
    at, until = tree.start(item), tree.end(item, text)
    if not fate.edits:
        report.tell(fate.rule, at, fate.message, level=fate.level, help=fate.help)
    elif _twice(report, fate, at, names, name) or not tree.rewritable(item, text):
        return
    else:
        new = tree.write(f"{fate.name}={fate.value}", tree.raw(item, text))
        report.edit(fate.rule, at, [(at, until, new)], fate.message)


def _settle(report: Report, fate: Fate | None, name: Any, value: Any, names: set[str]) -> None:
    if fate is None:
        return
    text = report.text
    at = tree.start(name)
    if not fate.edits:
        report.tell(fate.rule, at, fate.message, level=fate.level, help=fate.help)
        return
    if _twice(report, fate, at, names, name.value):
        return
    edits: list[Edit] = []
    for node, new in ((name, fate.name), (value, fate.value)):
        if not isinstance(node, ScalarNode) or node.value == new:
            continue
        if not tree.rewritable(node, text):
            report.tell(UNCERTAIN_VARIABLE, at, fate.message, level=Level.ERROR)
            return
        source = tree.raw(node, text)
        written = '""' if not new else tree.write(new, source)
        edits.append((tree.start(node), tree.end(node, text), written))
    if edits:
        report.edit(fate.rule, at, edits, fate.message)


def _twice(report: Report, fate: Fate, at: int, names: set[str], name: str) -> bool:
    """Whether the new name is set beside the old one already, which is reported."""
    if fate.name == name or fate.name not in names:
        return False
    message = f"{name} and {fate.name} are both set"
    help = f"Delete {name}; 1.x reads {fate.name} only."
    report.tell(UNCERTAIN_VARIABLE, at, message, level=Level.MANUAL, help=help)
    return True


def image(report: Report, node: Any) -> None:
    """Judge the value of ``image:``."""
    if not isinstance(node, ScalarNode):
        return
    at, until = tree.start(node), tree.end(node, report.text)
    fate = images.look(node.value, report.options)
    if fate is None:
        if message := images.old_python(node.value, report.options):
            report.tell(images.OLD_PYTHON, at, message)
    elif fate.new and tree.rewritable(node, report.text):
        new = tree.write(fate.new, tree.raw(node, report.text))
        report.edit(fate.rule, at, [(at, until, new)], fate.message)
    else:
        report.tell(fate.rule, at, fate.message, level=fate.level)


def pinned(report: Report, node: Any) -> None:
    """Judge requirements in a list, as ``pip:`` of a conda environment has them."""
    for item in tree.items(node):
        found = pins.look(item.value, report.options) if isinstance(item, ScalarNode) else None
        if found is not None:
            report.tell(pins.PIN, tree.start(item), found.message, level=found.level)


def dotted(report: Report, node: Any) -> None:
    """Judge a scalar that is nothing but the path of a class."""
    match = _OLD.fullmatch(node.value)
    if match is None:
        return
    at, until = tree.start(node), tree.end(node, report.text)
    home, known = _NEW.get(match["kind"] or "", ("", {}))
    new = known.get(match["name"] or "")
    if new is None or not tree.rewritable(node, report.text):
        report.tell(DOTTED_LEFT, at, f"`{node.value}` is gone", level=Level.ERROR)
        return
    path = f"prefect.{home}.{new}"
    written = tree.write(path, tree.raw(node, report.text))
    report.edit(DOTTED, at, [(at, until, written)], f"`{node.value}` is `{path}`")
