"""Files that stand in YAML by their name: in ConfigMaps, Secrets, cloud-init and the like.

And scripts of another language than the shell's, as a step of a CI file may hold.
"""

from __future__ import annotations

from typing import Any

from ruamel.yaml.nodes import MappingNode, ScalarNode

from prefect_codemods import api
from prefect_codemods.document_kinds import document_kind
from prefect_codemods.findings import Refusal
from prefect_codemods.shell.plain_search import search_text
from prefect_codemods.text_edits import Report
from prefect_codemods.yaml import commands, tree

_PLACES = ("path", "dest", "destination", "filename")
_CONTENTS = frozenset({"content", "contents"})


def read(report: Report, mapping: MappingNode) -> set[int]:
    """Migrate the files in a mapping as what their names say; the ids of what was read."""
    done: set[int] = set()
    places = (tree.value(tree.get(mapping, key)) for key in _PLACES)
    place = next(filter(None, places), "")
    python = (tree.value(tree.get(mapping, "shell")) or "").startswith("python")
    for key, _, value in tree.pairs(mapping):
        name = place if key in _CONTENTS else key
        language = document_kind(name, "").language if "." in name or "/" in name else ""
        if python and key in commands.LINES:
            language = "python"
        if (
            language != "yaml"
            and language
            and isinstance(value, ScalarNode)
            and "\n" in value.value
        ):
            _migrate(report, value, language)
            done.add(id(value))
    return done


def _migrate(report: Report, node: Any, language: str) -> None:
    try:
        found = api.rewrite(node.value, language, report.options)
    except Refusal:
        for told in search_text(node.value, report.options):
            commands.tell_inside(report, node, told)
        return
    commands.write_inside(report, node, found)
