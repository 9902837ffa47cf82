"""Deployments and roles of Kubernetes agents."""

from __future__ import annotations

import re
from typing import Any

from prefect_codemods.findings import Level
from prefect_codemods.rule import Kind, rule
from prefect_codemods.text_edits import Edit, Report
from prefect_codemods.yaml import tree
from prefect_codemods.yaml.rules import DocumentRule

RBAC = rule(
    "PM401",
    "rbac-version",
    Kind.SAFE,
    since="1.0.0",
    what="Writes `rbac.authorization.k8s.io/v1` for its beta versions.",
    why="Kubernetes serves v1 since 1.8, and only v1 since 1.22; the two are alike.",
    before=(
        "apiVersion: rbac.authorization.k8s.io/v1beta1\nkind: RoleBinding\n"
        "metadata:\n  name: prefect-agent-rbac\n"
    ),
    after=(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\n"
        "metadata:\n  name: prefect-agent-rbac\n"
    ),
    language="yaml",
    source="prefect/agent/kubernetes/rbac.yaml of 0.15.13 and 1.0.0",
)
MANAGER = rule(
    "PM403",
    "resource-manager",
    Kind.SAFE,
    since="0.14.0",
    what="Deletes the resource manager's container from a Kubernetes agent's deployment.",
    why="The class was removed in Prefect 0.14.0: the container fails, and the pod with it.",
    before=(
        "kind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n"
        "        - name: agent\n          image: agent\n"
        "        - name: resource-manager\n"
        '          command: ["/bin/bash", "-c"]\n          args:\n'
        '            - python -c "from prefect.agent.kubernetes import ResourceManager; '
        'ResourceManager().start()"\n'
    ),
    after=(
        "kind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n"
        "        - name: agent\n          image: agent\n"
    ),
    language="yaml",
    source="prefect/agent/kubernetes/deployment.yaml of 0.13.19 and 0.14.0",
)
EVENTS = rule(
    "PM410",
    "rbac-events",
    Kind.UNSAFE,
    since="0.14.0",
    what="Lets a Kubernetes agent's role read events beside pods.",
    why=(
        "The agent reports events of pods, and without that permission it logs an error with each "
        "job it looks at. Unsafe, because it widens what the role may do."
    ),
    before=(
        "kind: Role\nmetadata:\n  name: prefect-agent\nrules:\n"
        '- apiGroups: [batch]\n  resources: [jobs]\n  verbs: ["*"]\n'
        '- apiGroups: [""]\n  resources: [pods]\n  verbs: ["*"]\n'
    ),
    after=(
        "kind: Role\nmetadata:\n  name: prefect-agent\nrules:\n"
        '- apiGroups: [batch]\n  resources: [jobs]\n  verbs: ["*"]\n'
        '- apiGroups: [""]\n  resources: [events, pods]\n  verbs: ["*"]\n'
    ),
    language="yaml",
    advice="Add `events` beside `pods` in the role.",
    source="prefect/agent/kubernetes/rbac.yaml of 0.13.19 and 0.14.0",
)
MANAGER_LEFT = rule(
    "PM454",
    "resource-manager-left",
    Kind.MANUAL,
    since="0.14.0",
    what="Reports a resource manager that can't be deleted by whole lines.",
    why="The class was removed in Prefect 0.14.0: the container fails.",
    before=(
        "kind: Pod\nspec:\n  containers:\n    - name: manager\n      args:\n"
        "        - from prefect.agent.kubernetes import ResourceManager\n"
    ),
    language="yaml",
    advice="Delete the container; the agent cleans up after its jobs itself.",
)
_BETA = re.compile(r"rbac\.authorization\.k8s\.io/v1(?:alpha1|beta1)")
_RBAC_KINDS = {"Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"}
_MANAGER = re.compile(r"prefect\.agent\.kubernetes(?:\.resource_manager)?\b.*\bResourceManager\b")


def _access(report: Report, root: Any, _role: str) -> set[int]:
    """Judge a role or a binding."""
    if tree.scalar_value(tree.node_at(root, "kind")) not in _RBAC_KINDS:
        return set()
    version = tree.node_at(root, "apiVersion")
    if version is not None and _BETA.fullmatch(tree.scalar_value(version) or ""):
        new = "rbac.authorization.k8s.io/v1"
        edit = _replaced_scalar(report, version, new)
        report.edit(RBAC, tree.node_start(version), [edit], f"`{version.value}` is now `{new}`")
    _events(report, root)
    return set()


def _replaced_scalar(report: Report, node: Any, new: str) -> Edit:
    raw = tree.raw_scalar(node, report.text)
    return tree.node_start(node), tree.node_end(node, report.text), tree.written_scalar(new, raw)


def _events(report: Report, root: Any) -> None:
    """The rules of an agent are known by its resources: jobs, and no events."""
    resources = [
        tree.node_at(rule, "resources") for rule in tree.sequence_items(tree.node_at(root, "rules"))
    ]
    named = [{tree.scalar_value(item) for item in tree.sequence_items(node)} for node in resources]
    if not any("jobs" in names for names in named) or any("events" in n for n in named):
        return
    if "prefect" not in (tree.scalar_value(_name_of_manifest(root)) or ""):
        return
    alone = [node for node, names in zip(resources, named, strict=True) if names == {"pods"}]
    if not alone:
        jobs = next(n for n, names in zip(resources, named, strict=True) if "jobs" in names)
        message = "the agent reads pods and their events"
        report.tell(EVENTS, tree.node_start(jobs), message, help="Let it read `events` and `pods`.")
    for node in alone:
        (item,) = node.value
        at, raw = tree.node_start(item), tree.raw_scalar(item, report.text)
        line = report.text.rfind("\n", 0, at) + 1
        between = ", " if node.flow_style else "\n" + report.text[line:at]
        edit = (at, at, tree.written_scalar("events", raw) + between)
        report.edit(EVENTS, at, [edit], "the agent reads events of pods")


def _name_of_manifest(root: Any) -> Any:
    return tree.node_at(root, "metadata", "name")


def _managers(report: Report, root: Any, _role: str) -> set[int]:
    """Delete the containers that run the resource manager; the ids of what is deleted."""
    removed: set[int] = set()
    for node in tree.walk_nodes(root):
        containers = tree.node_at(node, "containers")
        listed = tree.sequence_items(containers)
        found = [i for i, item in enumerate(listed) if _MANAGER.search(_command(item))]
        if not found:
            continue
        at = tree.node_start(listed[found[0]])
        edits = tree.without_items(containers, found, report.text)
        message = "the resource manager was removed"
        if edits is None:
            report.tell(MANAGER_LEFT, at, message, level=Level.ERROR)
        elif report.edit(MANAGER, at, edits, message):
            removed |= {id(inner) for i in found for inner in tree.walk_nodes(listed[i])}
    return removed


def _command(container: Any) -> str:
    words = [
        *tree.sequence_items(tree.node_at(container, "command")),
        *tree.sequence_items(tree.node_at(container, "args")),
    ]
    return " ".join(tree.scalar_value(word) or "" for word in words)


MANAGERS = DocumentRule(_managers)
ACCESS = DocumentRule(_access)
