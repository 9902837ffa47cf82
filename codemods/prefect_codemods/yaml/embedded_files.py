"""Files that stand in YAML by their name: in ConfigMaps, Secrets, cloud-init and the like.

And scripts of another language than the shell's, as a step of a CI file may hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ruamel.yaml.nodes import MappingNode, ScalarNode

from prefect_codemods.document_kinds import TEXT, document_kind
from prefect_codemods.findings import Refusal, Rewritten
from prefect_codemods.options import Options
from prefect_codemods.parsing import parse_toml
from prefect_codemods.shell.plain_search import search_text
from prefect_codemods.shell.rules import shell_rules
from prefect_codemods.text_edits import Report
from prefect_codemods.yaml import commands, tree

RewriteFile = Callable[[str, str, Options], Rewritten]
"""Migrates a text of a language. Raises ``Refusal`` for what can't be read as that."""

_HEADER = re.compile(r"^\[[\w.]+\][ \t]*(?:#.*)?$", re.MULTILINE)
_PLACES = ("path", "dest", "destination", "filename")
_CONTENTS = frozenset({"content", "contents"})


def read_embedded_files(report: Report, mapping: MappingNode, rewrite: RewriteFile) -> set[int]:
    """Migrate the files in a mapping as what their names say; the ids of what was read."""
    done: set[int] = set()
    for key, _, value in tree.mapping_pairs(mapping):
        if not isinstance(value, ScalarNode) or "\n" not in value.value:
            continue
        language = _file_language(mapping, key, value.value)
        if language in ("", TEXT.language):
            language = _settings_language(report, value)
        if language:
            _migrate_file(report, value, language, rewrite)
            done.add(id(value))
    return done


def _file_language(mapping: MappingNode, key: str, text: str) -> str:
    """The language of a file or script in a mapping, ``""`` for text of no known one."""
    places = (tree.scalar_value(tree.node_at(mapping, place)) for place in _PLACES)
    name = next(filter(None, places), "") if key in _CONTENTS else key
    if text.startswith("#!"):
        return document_kind("", text).language
    if key in commands.LINES and _runs_python(tree.node_at(mapping, "shell")):
        return "python"
    if key == "source":
        return _interpreter_language(mapping)
    return document_kind(name, "").language


def _settings_language(report: Report, node: ScalarNode) -> str:
    """``toml`` where a text without a file's name holds the library's tables and no others."""
    if not _HEADER.search(node.value):
        return ""
    try:
        tables = parse_toml(node.value).keys()
    except Refusal:
        return ""
    known = shell_rules(report.options).text.config_tables
    return "toml" if tables and tables <= known else ""


def _runs_python(node: Any) -> bool:
    return (tree.scalar_value(node) or "").startswith("python")


def _interpreter_language(mapping: MappingNode) -> str:
    """The language of what a template of Argo's hands to its command."""
    command = tree.node_at(mapping, "command")
    first = next(iter(tree.sequence_items(command)), command)
    program = document_kind("", f"#!/bin/{tree.scalar_value(first) or ''}")
    return program.language


def _migrate_file(report: Report, node: Any, language: str, rewrite: RewriteFile) -> None:
    try:
        found = rewrite(node.value, language, report.options)
    except Refusal:
        commands.tell_inside(report, node, search_text(node.value, report.options))
        return
    commands.write_inside(report, node, found)
