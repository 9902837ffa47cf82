"""Which lists of a manifest have identities, by Kubernetes' own merge keys.

``merge_keys.json`` holds the list types of the Kubernetes OpenAPI (``x-kubernetes-list-map-keys``,
else ``x-kubernetes-patch-merge-key``; from kubernetes-validate 1.37). A list it doesn't name is
atomic: guessing keys by name has deleted items in other tools.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_POD = {
    "containers": "Container",
    "initContainers": "Container",
    "ephemeralContainers": "EphemeralContainer",
    "volumes": "Volume",
    "imagePullSecrets": "LocalObjectReference",
    "hostAliases": "HostAlias",
    "topologySpreadConstraints": "TopologySpreadConstraint",
}
_CONTAINER = {
    "env": "EnvVar",
    "ports": "ContainerPort",
    "volumeMounts": "VolumeMount",
    "volumeDevices": "VolumeDevice",
    "resources": "ResourceRequirements",
}
_TEMPLATED = {"template": "PodTemplateSpec"}

FIELDS: dict[str, dict[str, str]] = {
    "Deployment": {"spec": "DeploymentSpec", "metadata": "ObjectMeta"},
    "StatefulSet": {"spec": "StatefulSetSpec", "metadata": "ObjectMeta"},
    "DaemonSet": {"spec": "DaemonSetSpec", "metadata": "ObjectMeta"},
    "ReplicaSet": {"spec": "ReplicaSetSpec", "metadata": "ObjectMeta"},
    "ReplicationController": {"spec": "ReplicationControllerSpec", "metadata": "ObjectMeta"},
    "Job": {"spec": "JobSpec", "metadata": "ObjectMeta"},
    "CronJob": {"spec": "CronJobSpec", "metadata": "ObjectMeta"},
    "Pod": {"spec": "PodSpec", "metadata": "ObjectMeta"},
    "PodTemplate": {"template": "PodTemplateSpec", "metadata": "ObjectMeta"},
    "Service": {"spec": "ServiceSpec", "metadata": "ObjectMeta"},
    "ServiceAccount": {"metadata": "ObjectMeta"},
    "DeploymentSpec": _TEMPLATED,
    "StatefulSetSpec": _TEMPLATED,
    "DaemonSetSpec": _TEMPLATED,
    "ReplicaSetSpec": _TEMPLATED,
    "ReplicationControllerSpec": _TEMPLATED,
    "JobSpec": _TEMPLATED,
    "CronJobSpec": {"jobTemplate": "JobTemplateSpec"},
    "JobTemplateSpec": {"spec": "JobSpec", "metadata": "ObjectMeta"},
    "PodTemplateSpec": {"spec": "PodSpec", "metadata": "ObjectMeta"},
    "PodSpec": _POD,
    "Container": _CONTAINER,
    "EphemeralContainer": _CONTAINER,
    "ResourceRequirements": {"claims": "ResourceClaim"},
}
"""Type -> field -> type of the field, or of its items; enough to reach the keyed lists of pods."""

DEFAULTS = {"protocol": "TCP"}
"""Parts of a merge key that the API server fills in."""

ATOMIC_NOTES = {"args": "its flags belong together", "command": "its words belong together"}


@cache
def _table() -> dict[str, list[str]]:
    loaded: dict[str, list[str]] = json.loads(
        files(__package__).joinpath("merge_keys.json").read_text("utf-8")
    )
    return loaded


def field_type(owner: str, key: str) -> str:
    """The type of ``key`` in the type ``owner``, ``""`` where it isn't known."""
    return FIELDS.get(owner, {}).get(key, "")


def keys(
    owner: str, key: str, path: str = "", custom: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[str, ...]:
    """The merge keys of the list ``key`` in the type ``owner``; empty for an atomic list.

    ``path`` (``Kind.path.to.list``) is looked up in ``custom``, the user's own keys, first.
    """
    if custom and path in custom:
        return custom[path]
    return tuple(_table().get(f"{owner}.{key}", ()))
