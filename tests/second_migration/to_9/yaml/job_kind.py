"""``kind: PrefectJob`` became ``kind: PrefectPod``."""

from __future__ import annotations

from typing import Any

from prefect_codemods.rule import Kind, rule
from prefect_codemods.text_edits import Report
from prefect_codemods.yaml import tree
from prefect_codemods.yaml.rules import DocumentRule

KIND = rule(
    "PM9401",
    "job-kind",
    Kind.SAFE,
    since="9.0",
    what="Writes the kind PrefectPod for PrefectJob.",
    why="The operator of 9.0 knows no PrefectJob.",
    before="kind: PrefectJob\nmetadata:\n  name: etl\n",
    after="kind: PrefectPod\nmetadata:\n  name: etl\n",
    language="yaml",
)


def judge(report: Report, root: Any, role: str) -> set[int]:
    node = tree.node_at(root, "kind")
    if node is not None and tree.scalar_value(node) == "PrefectJob":
        edit = (tree.node_start(node), tree.node_end(node, report.text), "PrefectPod")
        report.edit(KIND, tree.node_start(node), [edit], "`PrefectJob` is now `PrefectPod`")
    return set()


DOCUMENTS = DocumentRule(judge)
