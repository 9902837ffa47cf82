"""Job specs of KubernetesJobEnvironment, cleaned for their use as ``job_template_path``.

The environment overwrote command, arguments and image of the first container; the agent of 1.x
leaves command and image as the template has them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from prefect_codemods.findings import Level
from prefect_codemods.rule import Kind, rule
from prefect_codemods.text_edits import Edit, Report
from prefect_codemods.yaml import tree
from prefect_codemods.yaml.rules import DocumentRule

TEMPLATE = rule(
    "PM402",
    "job-template",
    Kind.SAFE,
    since="0.14.0",
    what=(
        "Deletes from a job spec what KubernetesJobEnvironment overwrote and the agent of 1.x "
        "doesn't: command, arguments and image of the first container, empty labels and variables. "
        "An image stays where no flow names the file."
    ),
    why=(
        "With `command` left in, the container runs that instead of the flow; an empty image "
        "counts as one."
    ),
    before=(
        "apiVersion: batch/v1\nkind: Job\nspec:\n  template:\n    spec:\n      containers:\n"
        '        - name: flow\n          image: ""\n          command: ["/bin/sh", "-c"]\n'
        "          args:\n            - python -c 'import prefect; "
        "prefect.environments.execution.load_and_run_flow()'\n"
    ),
    after=(
        "apiVersion: batch/v1\nkind: Job\nspec:\n  template:\n    spec:\n      containers:\n"
        "        - name: flow\n"
    ),
    language="yaml",
    source="prefect/environments/execution/k8s/job.py of 0.13.19, prefect/agent/kubernetes of 1.4.1",
)
TEMPLATE_LEFT = rule(
    "PM452",
    "job-template-left",
    Kind.MANUAL,
    since="0.14.0",
    what="Reports fields of a job spec that must go but can't be deleted by whole lines.",
    why="With `command` left in, the container runs that instead of the flow.",
    before=(
        "kind: Job\nspec: {template: {spec: {containers: [{name: flow, "
        "args: [prefect, load_and_run_flow()]}]}}}\n"
    ),
    language="yaml",
    advice="Delete it by hand; a comment or braces are in the way.",
)
SIDECARS = rule(
    "PM451",
    "sidecar-variables",
    Kind.MANUAL,
    since="0.14.0",
    what="Notes a job spec with several containers: only the first one gets Prefect's variables.",
    why="KubernetesJobEnvironment gave PREFECT__ variables to every container.",
    before=(
        "kind: Job\nspec:\n  template:\n    spec:\n      containers:\n"
        "        - name: flow\n          args: [prefect, load_and_run_flow()]\n"
        "        - name: proxy\n          image: proxy:1\n"
    ),
    language="yaml",
    advice="If another container reads PREFECT__ variables, set them there yourself.",
)
_RUNS_FLOW = re.compile(
    r"load_and_run_flow\(|\.environment\.run_flow\(|KubernetesJobEnvironment\(\)\.run_flow\("
)
ROLE = "job-template"
"""The role of a file that a flow's run reads."""

_LABELS = ("identifier", "flow_run_id")


def _is_template(root: Any) -> bool:
    """Whether a document is a job spec that an environment filled in, by what it says."""
    first = _containers(root)[:1]
    if tree.scalar_value(tree.node_at(root, "kind")) != "Job" or not first:
        return False
    if tree.scalar_value(tree.node_at(first[0], "image")) == "":  # valid for what fills it in only
        return True
    words = [
        *tree.sequence_items(tree.node_at(first[0], "command")),
        *tree.sequence_items(tree.node_at(first[0], "args")),
    ]
    return any(_RUNS_FLOW.search(tree.scalar_value(word) or "") for word in words)


def _clean(report: Report, root: Any, role: str) -> set[int]:
    """Clean one job spec; the ids of the nodes that are deleted."""
    given = role == ROLE and tree.scalar_value(tree.node_at(root, "kind")) in (None, "Job")
    if not given and not _is_template(root):
        return set()
    containers = _containers(root)
    if not containers:
        return set()
    removed: set[int] = set()
    first = containers[0]
    keys = [key for key, _, _ in tree.mapping_pairs(first)]
    drop: list[str] = [key for key in ("command", "args") if key in keys]
    if "image" in keys and (given or tree.scalar_value(tree.node_at(first, "image")) == ""):
        drop.append("image")  # the environment of a flow that names the file overwrote any
    removed |= _delete(report, first, drop, "the agent sets what the container runs")
    removed |= _variables(report, first)
    for holder in (root, tree.node_at(root, "spec", "template")):
        removed |= _labels(report, holder)
    if len(containers) > 1:
        at = tree.node_start(containers[1])
        message = "only the first container gets Prefect's variables now"
        report.tell(SIDECARS, at, message, level=Level.NOTE)
    return removed


def _containers(root: Any) -> list[Any]:
    return tree.sequence_items(tree.node_at(root, "spec", "template", "spec", "containers"))


def _delete(report: Report, mapping: Any, keys: Sequence[str], why: str) -> set[int]:
    every = tree.mapping_pairs(mapping)
    indexes = [i for i, (key, _, _) in enumerate(every) if key in keys]
    if not indexes:
        return set()
    at = tree.node_start(every[indexes[0]][1])
    edits = None
    if len(every) == len(mapping.value):
        edits = tree.without_pairs(mapping, indexes, report.text)
    names = ", ".join(f"`{every[i][0]}`" for i in indexes)
    return _done(report, edits, at, f"{names}: {why}", [every[i][2] for i in indexes])


def _done(
    report: Report, edits: list[Edit] | None, at: int, message: str, nodes: Sequence[Any]
) -> set[int]:
    if edits is None:
        report.tell(TEMPLATE_LEFT, at, f"to be deleted by hand: {message}", level=Level.ERROR)
        return set()
    if not report.edit(TEMPLATE, at, edits, message):
        return set()
    return {id(inner) for node in nodes for inner in tree.walk_nodes(node)}


def _variables(report: Report, container: Any) -> set[int]:
    """Variables that an old template held empty, for the environment to fill in."""
    env = tree.node_at(container, "env")
    listed = tree.sequence_items(env)
    empty = [
        i
        for i, item in enumerate(listed)
        if (tree.scalar_value(tree.node_at(item, "name")) or "").startswith("PREFECT__")
        and tree.scalar_value(tree.node_at(item, "value")) == ""
    ]
    if not empty:
        return set()
    names = ", ".join(f"`{tree.scalar_value(tree.node_at(listed[i], 'name'))}`" for i in empty)
    message = f"{names}: the agent sets Prefect's variables"
    if len(empty) == len(listed):
        return _delete(report, container, ("env",), message)
    edits = tree.without_items(env, empty, report.text)
    at = tree.node_start(listed[empty[0]])
    return _done(report, edits, at, message, [listed[i] for i in empty])


def _labels(report: Report, holder: Any) -> set[int]:
    metadata = tree.node_at(holder, "metadata")
    labels = tree.node_at(metadata, "labels")
    empty = [
        k for k, _, v in tree.mapping_pairs(labels) if k in _LABELS and tree.scalar_value(v) == ""
    ]
    if not empty:
        return set()
    why = "the agent sets labels of its own"
    if len(empty) == len(tree.mapping_pairs(labels)):
        if len(tree.mapping_pairs(metadata)) == 1:
            return _delete(report, holder, ("metadata",), why)
        return _delete(report, metadata, ("labels",), why)
    return _delete(report, labels, empty, why)


TEMPLATES = DocumentRule(_clean)
