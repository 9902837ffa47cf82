"""Dotted paths of classes in the values of YAML."""

from __future__ import annotations

import re
from typing import Any

from prefect_codemods.findings import Level
from prefect_codemods.rule import Kind, rule
from prefect_codemods.text_edits import Report
from prefect_codemods.to_1.catalogue.variables import EXECUTORS, STORAGES
from prefect_codemods.yaml import tree
from prefect_codemods.yaml.rules import ScalarRule

DOTTED = rule(
    "PM405",
    "dotted-value",
    Kind.SAFE,
    since="0.15.0",
    what="Writes the new path of an executor or storage class that a value of YAML names.",
    why="The old path can't be imported on 1.x: Prefect warns and uses its default instead.",
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
    why="The class was removed, and what reads the value doesn't find it.",
    before="environment: prefect.environments.LocalEnvironment\n",
    language="yaml",
    advice="Set it on the flow: by its run config, executor or storage.",
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


def _judge_dotted_value(report: Report, node: Any) -> None:
    """Judge a scalar that is nothing but the path of a class."""
    match = _OLD.fullmatch(node.value)
    if match is None:
        return
    at, until = tree.node_start(node), tree.node_end(node, report.text)
    package, known = _NEW.get(match["kind"] or "", ("", {}))
    new = known.get(match["name"] or "")
    if new is None or not tree.can_replace(node, report.text):
        report.tell(DOTTED_LEFT, at, f"`{node.value}` was removed", level=Level.ERROR)
        return
    path = f"prefect.{package}.{new}"
    written = tree.written_scalar(path, tree.raw_scalar(node, report.text))
    report.edit(DOTTED, at, [(at, until, written)], f"`{node.value}` moved to `{path}`")


VALUES = ScalarRule(_judge_dotted_value)
