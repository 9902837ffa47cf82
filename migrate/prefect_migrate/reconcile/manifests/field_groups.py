"""Fields that mean something only together; a merge takes all of a group from one side.

``command`` of one side with ``args`` of the other is a command line that nobody wrote, and a
variable with both ``value`` and ``valueFrom`` is one that Kubernetes refuses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from prefect_migrate.documents.manifest import Node
from prefect_migrate.reconcile.manifests.values import node_meaning


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields of a type that are decided as one.

    Of a ``union`` at most one of ``fields`` may be there (``*``: every field but ``apart``); as
    long as all sides have the same one, what is in it is merged like anything else. ``along``
    are fields that belong to the member. Of other groups the values belong together as they are.
    ``nested`` is a field, and one of its items: it joins where any item has that.
    """

    fields: tuple[str, ...]
    union: bool = False
    apart: tuple[str, ...] = ()
    along: tuple[str, ...] = ()
    nested: tuple[str, str] = ("", "")

    def holds(self, key: str) -> bool:
        """Whether ``key`` is in the group."""
        if self.fields == ("*",):
            return key not in self.apart
        return key in self.fields or key in self.along

    def members(self, keys: Sequence[str]) -> list[str]:
        """The members of the union among ``keys``."""
        return [key for key in keys if self.holds(key) and key not in self.along]


@dataclass(frozen=True, slots=True)
class FieldUnit:
    """What is decided as one in a mapping: a field, or the fields of a group that are there."""

    keys: tuple[str, ...]
    group: FieldGroup | None = None


def _exclusive_fields(*fields: str, along: tuple[str, ...] = ()) -> FieldGroup:
    return FieldGroup(fields, union=True, along=along)


COMMAND = FieldGroup(("command", "args"))
ENTRYPOINT = FieldGroup(("entrypoint", "command"))
VALUE = _exclusive_fields("value", "valueFrom")
SOURCES = _exclusive_fields(
    "configMapKeyRef", "secretKeyRef", "fieldRef", "resourceFieldRef", "fileKeyRef"
)
HANDLERS = _exclusive_fields("exec", "httpGet", "tcpSocket", "grpc", "sleep")
AMOUNTS = FieldGroup(("requests", "limits"))
STRATEGY = FieldGroup(("type", "rollingUpdate"))
NETWORKS = FieldGroup(("network_mode", "networks"))
IMAGE = FieldGroup(("registry", "repository", "tag", "digest"))

GROUPS: dict[str, tuple[FieldGroup, ...]] = {
    "Container": (COMMAND,),
    "EphemeralContainer": (COMMAND,),
    "EnvVar": (VALUE,),
    "EnvVarSource": (SOURCES,),
    "KeySelector": (FieldGroup(("*",)),),
    "Probe": (HANDLERS,),
    "LifecycleHandler": (HANDLERS,),
    "Volume": (FieldGroup(("*",), union=True, apart=("name",)),),
    "UpdateStrategy": (STRATEGY,),
    "ResourceRequirements": (AMOUNTS,),
    "ServiceSpec": (
        FieldGroup(
            (
                "type",
                "clusterIP",
                "clusterIPs",
                "externalName",
                "loadBalancerIP",
                "loadBalancerClass",
                "externalTrafficPolicy",
                "healthCheckNodePort",
                "allocateLoadBalancerNodePorts",
            ),
            nested=("ports", "nodePort"),
        ),
    ),
    "SecurityContext": (
        FieldGroup(("runAsUser", "runAsNonRoot")),
        FieldGroup(("privileged", "allowPrivilegeEscalation")),
    ),
    "IngressBackend": (_exclusive_fields("service", "resource"),),
    "ServiceBackendPort": (_exclusive_fields("name", "number"),),
    "HorizontalPodAutoscalerSpec": (FieldGroup(("minReplicas", "maxReplicas")),),
    "PodDisruptionBudgetSpec": (_exclusive_fields("minAvailable", "maxUnavailable"),),
    "JobSpec": (FieldGroup(("completionMode", "completions")),),
    "RoleRef": (FieldGroup(("*",)),),
    "KustomizeImage": (FieldGroup(("newTag", "digest")),),
    "KfDefRepoRef": (FieldGroup(("name", "path")),),
    "ComposeService": (ENTRYPOINT, NETWORKS),
    "ComposeDeploy": (FieldGroup(("mode", "replicas")),),
    "ComposeResources": (FieldGroup(("limits", "reservations")),),
    "ComposeHealthcheck": (FieldGroup(("test", "disable")),),
    "WorkflowStep": (FieldGroup(("uses", "run"), union=True, along=("with", "shell")),),
    "AzureStep": (_exclusive_fields("task", "script", "bash", "pwsh", "powershell", "checkout"),),
    "Image": (IMAGE,),
    "": (COMMAND, ENTRYPOINT, VALUE, SOURCES, AMOUNTS, STRATEGY, NETWORKS),
}
"""Type -> its groups; those of the type that isn't known go by the names alone."""


def decision_units(owner: str, sides: Sequence[Node | None]) -> list[FieldUnit]:
    """The fields of a mapping by what is decided as one, in the order of the first side."""
    known = [side for side in sides if side is not None and side.kind == "map"]
    keys = list(dict.fromkeys(entry.key for side in known for entry in side.entries))
    made: list[FieldUnit] = []
    taken: set[str] = set()
    for key in keys:
        if key in taken:
            continue
        group = _group_of(key, GROUPS.get(owner, ()), keys)
        found = [key]
        if group is not None:
            found = [k for k in keys if group.holds(k) and k not in taken]
            if group.nested[0] in keys and _nested_counts(group, known, found):
                found.append(group.nested[0])
        taken.update(found)
        made.append(FieldUnit(tuple(found), group if len(found) > 1 else None))
    return made


def _group_of(key: str, groups: Sequence[FieldGroup], keys: Sequence[str]) -> FieldGroup | None:
    """The group that ``key`` is in; groups of one type that share a field that is there are one."""
    held = [group for group in groups if group.holds(key)]
    if not held:
        return None
    fields = set(held[0].fields)
    joined = [
        g for g in groups if g is not held[0] and any(held[0].holds(k) and g.holds(k) for k in keys)
    ]
    if not joined:
        return held[0]
    return FieldGroup(tuple(fields.union(*(g.fields for g in joined))))


def _nested_counts(group: FieldGroup, sides: Sequence[Node], keys: Sequence[str]) -> bool:
    """Whether a nested part of a group hangs on fields in which the sides differ."""
    lists = [entry.node for side in sides if (entry := side.get(group.nested[0])) is not None]
    has = any(item.node.get(group.nested[1]) for held in lists for item in held.entries)
    values = [
        {key: node_meaning(entry.node) for key in keys if (entry := side.get(key)) is not None}
        for side in sides
    ]
    return has and any(value != values[0] for value in values[1:])


def same_member(group: FieldGroup, sides: Sequence[Sequence[str]]) -> bool:
    """Whether all sides that have a member of a union have the same one."""
    members = {tuple(sorted(group.members(keys))) for keys in sides if keys}
    return len(members) == 1 and len(next(iter(members))) <= 1


def broken_unions(owner: str, keys: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The unions of a type of which a mapping with ``keys`` has more than one member."""
    for group in GROUPS.get(owner, ()):
        members = group.members(keys) if group.union else []
        if len(members) > 1:
            yield tuple(members)
