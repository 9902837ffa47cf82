"""What a merged document must not say, field by field: a merge that says it stays a conflict.

These are the rules by which Kubernetes, Compose and CI systems refuse a file although every field
of it is right, so that two right sides can make a wrong result.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from prefect_migrate.documents.manifest import Entry, Node, scalar_at
from prefect_migrate.reconcile.manifests import merge_keys
from prefect_migrate.reconcile.manifests.document_pair import FieldPlace
from prefect_migrate.reconcile.manifests.field_groups import GROUPS, broken_unions
from prefect_migrate.reconcile.manifests.items import identify_items, item_name, shown_name


@dataclass(frozen=True, slots=True)
class Problem:
    """Fields ``keys`` of the mapping at ``path`` that can't stand together as they do."""

    path: str
    keys: tuple[str, ...]
    reason: str


_REFERENCE = re.compile(r"(?<!\$)\$\(([A-Za-z_][\w.-]*)\)")
_UNITS = {
    "": 1.0,
    "m": 1e-3,
    "k": 1e3,
    "K": 1e3,
    "M": 1e6,
    "G": 1e9,
    "T": 1e12,
    "P": 1e15,
    "E": 1e18,
    "Ki": 2.0**10,
    "Mi": 2.0**20,
    "Gi": 2.0**30,
    "Ti": 2.0**40,
    "Pi": 2.0**50,
    "Ei": 2.0**60,
}
_AMOUNT = re.compile(r"([0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?)\s*([A-Za-z]*?)[bB]?")


def find_problems(root: Node, place: FieldPlace) -> Iterator[Problem]:
    """What is wrong in a document, or the part of one at ``place``."""
    if root.kind == "map":
        yield from _of_mapping(root, place)
        for entry in root.entries:
            yield from _problems_below(root, entry.key, entry.node, place)


def _problems_below(owner: Node, key: str, node: Node, place: FieldPlace) -> Iterator[Problem]:
    at = place.down(key)
    if node.kind == "map":
        yield from find_problems(node, at)
    elif node.kind == "list":
        rule = merge_keys.list_rule(place.type, key)
        if rule is not None:
            yield from _repeated_items(node, rule, key, place)
        for number, entry in enumerate(node.entries):
            name = (item_name(entry.node, rule) if rule else None) or str(number)
            yield from find_problems(entry.node, at.item(shown_name(name)))


def _repeated_items(
    node: Node, rule: merge_keys.ListRule, key: str, place: FieldPlace
) -> Iterator[Problem]:
    if rule.any or identify_items(rule, [node]) is not None:
        return
    names = [item_name(entry.node, rule) for entry in node.entries]
    twice = [name for name, count in Counter(names).items() if count > 1 and name is not None]
    for name in twice:
        reason = f"{place.shown}.{key}: `{shown_name(name)}` would appear there twice"
        yield Problem(place.shown, (key,), reason)


def _of_mapping(node: Node, place: FieldPlace) -> Iterator[Problem]:
    keys = [entry.key for entry in node.entries]
    for members in broken_unions(place.type, keys) if place.type in GROUPS else ():
        named = " and ".join(f"`{key}`" for key in members)
        yield Problem(place.shown, members, f"{place.shown}: only one of {named} may be there")
    for check in _CHECKS.get(place.type, ()):
        yield from check(node, place)


# --- resources --------------------------------------------------------------------------------------


def _amounts(node: Node, place: FieldPlace) -> Iterator[Problem]:
    """Requests above limits."""
    low = "reservations" if place.type == "ComposeResources" else "requests"
    asked, most = node.get(low), node.get("limits")
    if asked is None or most is None or not asked.node.kind == most.node.kind == "map":
        return
    for entry in asked.node.entries:
        mine, limit = (
            parse_quantity(entry.node.text),
            parse_quantity(scalar_at(most.node, entry.key)),
        )
        if mine is not None and limit is not None and mine > limit:
            reason = (
                f"{place.shown}: `{low}.{entry.key}` ({entry.node.text}) would exceed "
                f"`limits.{entry.key}` ({scalar_at(most.node, entry.key)})"
            )
            yield Problem(place.shown, (low, "limits"), reason)


def parse_quantity(text: str) -> float | None:
    """A quantity of Kubernetes or Compose as a number; ``None`` for anything else."""
    match = _AMOUNT.fullmatch(text.strip())
    if match is None or match.group(2) not in _UNITS:
        return None
    return float(match.group(1)) * _UNITS[match.group(2)]


def _replicas(node: Node, place: FieldPlace) -> Iterator[Problem]:
    least, most = (
        parse_quantity(scalar_at(node, "minReplicas")),
        parse_quantity(scalar_at(node, "maxReplicas")),
    )
    if least is not None and most is not None and least > most:
        reason = f"{place.shown}: `minReplicas` would exceed `maxReplicas`"
        yield Problem(place.shown, ("minReplicas", "maxReplicas"), reason)


def _strategy(node: Node, place: FieldPlace) -> Iterator[Problem]:
    if scalar_at(node, "type") in ("Recreate", "OnDelete") and _has_content(node, "rollingUpdate"):
        reason = (
            f"{place.shown}: `rollingUpdate` isn't allowed with `type: {scalar_at(node, 'type')}`"
        )
        yield Problem(place.shown, ("type", "rollingUpdate"), reason)


def _has_content(node: Node, key: str) -> bool:
    entry = node.get(key)
    return entry is not None and bool(entry.node.entries or entry.node.text)


# --- services ---------------------------------------------------------------------------------------


def _service(node: Node, place: FieldPlace) -> Iterator[Problem]:
    ports = node.get("ports")
    listed = [e.node for e in ports.node.entries] if ports is not None else []
    names = [scalar_at(port, "name") for port in listed]
    if len(listed) > 1 and not all(names):
        reason = f"{place.shown}.ports: two ports of a Service need names"
        yield Problem(place.shown, ("ports",), reason)
    yield from _twice(names, "ports", "port name", place)
    yield from _twice([scalar_at(port, "nodePort") for port in listed], "ports", "node port", place)
    kind = scalar_at(node, "type") or "ClusterIP"
    if kind == "ClusterIP" and any(scalar_at(port, "nodePort") for port in listed):
        reason = f"{place.shown}: `nodePort` isn't allowed with `type: ClusterIP`"
        yield Problem(place.shown, ("type", "ports"), reason)
    if kind == "ExternalName" and scalar_at(node, "clusterIP") not in ("", "None"):
        reason = f"{place.shown}: `clusterIP` isn't allowed with `type: ExternalName`"
        yield Problem(place.shown, ("type", "clusterIP"), reason)


def _twice(names: Iterable[str], key: str, what: str, place: FieldPlace) -> Iterator[Problem]:
    for name, count in Counter(n for n in names if n).items():
        if count > 1:
            reason = f"{place.shown}.{key}: the {what} `{name}` would appear there twice"
            yield Problem(place.shown, (key,), reason)


# --- pods -------------------------------------------------------------------------------------------


def _pod(node: Node, place: FieldPlace) -> Iterator[Problem]:
    containers = [
        (key, entry.node)
        for key in ("initContainers", "containers")
        for entry in _items_below(node, key)
    ]
    names = [scalar_at(container, "name") for _, container in containers]
    yield from _twice(names, "containers", "container name", place)
    known = {scalar_at(entry.node, "name") for entry in _items_below(node, "volumes")}
    for key, container in containers:
        for mount in _items_below(container, "volumeMounts"):
            name = scalar_at(mount.node, "name")
            if name and name not in known:
                reason = f"{place.shown}: a mount names the volume `{name}`, which isn't there"
                yield Problem(place.shown, ("volumes", key), reason)


def _container(node: Node, place: FieldPlace) -> Iterator[Problem]:
    ports = [entry.node for entry in _items_below(node, "ports")]
    yield from _twice([scalar_at(port, "name") for port in ports], "ports", "port name", place)
    seen: set[str] = set()
    names = {scalar_at(entry.node, "name") for entry in _items_below(node, "env")}
    for entry in _items_below(node, "env"):
        for name in _REFERENCE.findall(scalar_at(entry.node, "value")):
            if name in names and name not in seen:
                reason = f"{place.shown}.env: `$({name})` would come before `{name}`"
                yield Problem(place.shown, ("env",), reason)
        seen.add(scalar_at(entry.node, "name"))


def _workload(node: Node, place: FieldPlace) -> Iterator[Problem]:
    """A selector that doesn't meet the labels of its own pods."""
    selector, template = node.get("selector"), node.get("template")
    if selector is None or template is None or template.node.kind != "map":
        return
    wanted = selector.node.get("matchLabels") if selector.node.kind == "map" else None
    metadata = template.node.get("metadata")
    labels = metadata.node.get("labels") if metadata is not None else None
    if wanted is None or labels is None:
        return
    for entry in wanted.node.entries:
        if scalar_at(labels.node, entry.key) != entry.node.text:
            reason = f"{place.shown}: `selector` wants `{entry.key}: {entry.node.text}`, "
            reason += "which the labels of `template` don't have"
            yield Problem(place.shown, ("selector", "template"), reason)


def _items_below(node: Node, key: str) -> list[Entry]:
    entry = node.get(key) if node.kind == "map" else None
    held = entry.node.entries if entry is not None and entry.node.kind == "list" else []
    return [item for item in held if item.node.kind == "map"]


# --- elsewhere --------------------------------------------------------------------------------------


def _compose_service(node: Node, place: FieldPlace) -> Iterator[Problem]:
    if node.get("network_mode") is not None and _has_content(node, "networks"):
        reason = f"{place.shown}: `network_mode` and `networks` exclude each other"
        yield Problem(place.shown, ("network_mode", "networks"), reason)
    if scalar_at(node, "network_mode") == "host" and _has_content(node, "ports"):
        reason = f"{place.shown}: `network_mode: host` and `ports` exclude each other"
        yield Problem(place.shown, ("network_mode", "ports"), reason)
    ports = node.get("ports")
    texts = [e.node.text for e in ports.node.entries] if ports is not None else []
    hosts = [text.rpartition(":")[0] for text in texts]
    yield from _twice(hosts, "ports", "published port", place)


_CHECKS = {
    "ResourceRequirements": (_amounts,),
    "ComposeResources": (_amounts,),
    "HorizontalPodAutoscalerSpec": (_replicas,),
    "UpdateStrategy": (_strategy,),
    "ServiceSpec": (_service,),
    "PodSpec": (_pod,),
    "Container": (_container,),
    "DeploymentSpec": (_workload,),
    "StatefulSetSpec": (_workload,),
    "DaemonSetSpec": (_workload,),
    "ReplicaSetSpec": (_workload,),
    "ComposeService": (_compose_service,),
}


def new_problems(root: Node, before: Sequence[Node], place: FieldPlace) -> list[Problem]:
    """What is wrong in a merged document, and in none of those that it was made of."""
    known = {problem for node in before for problem in find_problems(node, place)}
    return [p for p in dict.fromkeys(find_problems(root, place)) if p not in known]
