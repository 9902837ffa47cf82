"""Values under keys that say nothing here: searched for what is old, never edited."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from prefect_codemods.findings import Level
from prefect_codemods.shell.rules import shell_rules
from prefect_codemods.text_edits import Report
from prefect_codemods.yaml import tree

_TEXT = frozenset(
    ("name", "displayname", "description", "title", "summary", "message", "help", "comment", "desc")
)
"""Keys whose value is meant for people."""


def search_unknown_keys(
    report: Report, root: Any, read: Collection[int], judged: Collection[int]
) -> None:
    """Report old commands, images and requirements in values that nothing has ``read``.

    A recipe of conda's lists requirements under ``run``: what was read as a command may be one.
    """
    rules = shell_rules(report.options)
    values = [
        (key, node, tree.node_start(node), tree.node_end(node, report.text))
        for key, node in _scalar_values(root, "", set())
        if id(node) not in judged
    ]
    # By whom else: of several values on one line each is looked at.
    reported = {id(node) for _, node, at, end in values if report.has_reported_on(at, end)}
    for key, node, at, end in values:
        value = node.value.strip()
        is_text = key.lower() in _TEXT and rules.mentioned_variable.fullmatch(value) is None
        if is_text:
            report.leave(at, end)
        if id(node) in reported:
            continue
        if id(node) in read:
            _judge_pin(report, at, value)
            continue
        old = rules.old_commands(value, report.options)
        lines = "\n" in node.value.strip()  # each line is looked at by itself
        command = None if is_text or lines else next(old, None)
        if command is not None:
            report.leave(at, end)
            shown = " ".join(command.group().split())
            message = (
                f"an old command under `{key}` is left: `{shown}`"
                if key
                else (f"an old command is left: `{shown}`")
            )
            report.tell(rules.text.uncertain_command, at, message)
            continue
        image = rules.judge_image(value.removeprefix("docker://"), report.options)
        if image is not None and (image.new or image.level is not Level.NOTE):
            report.tell(image.rule, at, image.message, level=image.level)
            continue
        if not is_text:
            _judge_pin(report, at, value)


def _judge_pin(report: Report, at: int, value: str) -> None:
    pin = shell_rules(report.options).judge_requirement(value, report.options)
    if pin is not None and pin.level is not Level.NOTE:
        report.tell(pin.rule, at, pin.message, level=pin.level)


def _scalar_values(node: Any, key: str, seen: set[int]) -> Iterator[tuple[str, Any]]:
    """The scalars below ``node``, each once, with the key that they stand under."""
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, ScalarNode):
        yield key, node
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from _scalar_values(item, key, seen)
    elif isinstance(node, MappingNode):
        for name, inner in node.value:
            key = str(name.value) if isinstance(name, ScalarNode) else ""
            yield from _scalar_values(inner, key, seen)
