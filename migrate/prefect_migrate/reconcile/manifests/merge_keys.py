"""Which lists of a YAML document have identities, and which types its fields have.

``merge_keys.json`` holds the list types of the Kubernetes OpenAPI (``x-kubernetes-list-map-keys``,
else ``x-kubernetes-patch-merge-key``; from kubernetes-validate 1.37). ``known_fields.json`` holds
what is known beside it: the types of fields (``{T}`` is a mapping from names to ``T``; the type
``""`` is one that isn't known), and lists of Kustomize, Compose, CI files and others. A list that
neither names is one value: guessing keys by name has deleted items in other tools.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from prefect_migrate.documents.manifest import Node

DEFAULTS = {"protocol": "TCP"}
"""Parts of a merge key that the API server fills in."""

ATOMIC_NOTES = {"args": "its flags belong together", "command": "its words belong together"}

Order = Literal["free", "references", "loose", "sequence"]


@dataclass(frozen=True, slots=True)
class ListRule:
    """What tells the items of a list apart, and whether their order means something.

    Items that are mappings go by all of ``keys``, or by the first of ``any`` that they have;
    scalars by what ``scalar`` says (``value``: by themselves). ``references`` is an order that
    counts where one item names another, as ``$(NAME)`` does; ``loose`` is one in which what both
    sides add in one place may stand either way; ``sequence`` always counts. In a
    document whose kind isn't known, every item has to have one of ``needs``. ``aligned`` items have
    no key and are told apart by what they say, as in lists without a rule.
    """

    keys: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    scalar: str = ""
    order: Order = "free"
    needs: tuple[str, ...] = ()
    manifests: bool = False
    aligned: bool = False


ALIGNED = ListRule(order="sequence", aligned=True)
"""Lists of which nothing is known."""

MANIFESTS = ListRule(manifests=True)
"""The items of a ``List``: they go by kind, namespace and name."""


@cache
def _official() -> dict[str, list[str]]:
    loaded: dict[str, list[str]] = json.loads(_data("merge_keys.json"))
    return loaded


@cache
def _known() -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = json.loads(_data("known_fields.json"))
    return loaded


def _data(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def field_type(owner: str, key: str) -> str:
    """The type of ``key`` in the type ``owner``, ``""`` where it isn't known."""
    if owner.startswith("{"):
        return owner[1:-1]
    fields = _known()["types"].get(owner, {})
    prefix = "x-*" if key.startswith("x-") else "*"
    found: str = fields.get(key) or fields.get(prefix) or ""
    return found


def list_rule(
    owner: str, key: str, path: str = "", custom: Mapping[str, tuple[str, ...]] | None = None
) -> ListRule | None:
    """How the items of the list ``key`` in the type ``owner`` are told apart; ``None``: not at all.

    ``path`` (``Kind.path.to.list``) is looked up in ``custom``, the user's own keys, first; no
    keys there stand for a list of values in which none stands twice.
    """
    if custom and path in custom:
        keys = custom[path]
        return ListRule(keys=keys) if keys else ListRule(scalar="value")
    if owner == "List" and key == "items":
        return MANIFESTS
    name = f"{owner}.{key}"
    found = _known()["lists"].get(name) or _known()["lists"].get(f"{owner}.*")
    if found is not None:
        words: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in found.items()
        }
        return ListRule(**words)
    official = _official().get(name)
    return ListRule(keys=tuple(official)) if official else None


def document_type(root: Node) -> str:
    """The type of a document, by its ``kind`` or by what it looks like; ``""`` where unknown."""
    kind = root.get("kind") if root.kind == "map" else None
    if kind is not None and kind.node.kind == "scalar":
        return kind.node.text
    keys = [entry.key for entry in root.entries] if root.kind == "map" else []
    return next((name for name, looks in _SHAPES if looks(root, keys)), "")


def _is_kustomization(root: Node, keys: Sequence[str]) -> bool:
    return bool(
        {"patchesStrategicMerge", "patchesJson6902", "configMapGenerator", "secretGenerator"}
        & set(keys)
    ) or ("apiVersion" not in keys and bool({"resources", "bases"} & set(_lists(root))))


def _is_compose(root: Node, keys: Sequence[str]) -> bool:
    services = root.get("services")
    if services is None or services.node.kind != "map":
        return False
    return any(
        entry.node.get(word) is not None
        for entry in services.node.entries
        if entry.node.kind == "map"
        for word in ("image", "build", "command", "extends")
    )


def _is_workflow(root: Node, keys: Sequence[str]) -> bool:
    jobs = root.get("jobs")
    return (
        jobs is not None and jobs.node.kind == "map" and ("on" in keys or _has_key(jobs, "steps"))
    )


def _is_action(root: Node, keys: Sequence[str]) -> bool:
    runs = root.get("runs")
    return runs is not None and runs.node.kind == "map" and runs.node.get("using") is not None


def _is_gitlab(root: Node, keys: Sequence[str]) -> bool:
    return any(
        entry.node.kind == "map" and entry.node.get("script") is not None for entry in root.entries
    )


def _is_azure(root: Node, keys: Sequence[str]) -> bool:
    return bool({"pool", "trigger"} & set(keys)) and bool({"steps", "jobs"} & set(_lists(root)))


def _is_pre_commit(root: Node, keys: Sequence[str]) -> bool:
    repos = root.get("repos")
    return repos is not None and _has_key(repos, "hooks")


def _is_conda(root: Node, keys: Sequence[str]) -> bool:
    return "dependencies" in _lists(root) and bool({"channels", "prefix"} & set(keys))


def _is_chart(root: Node, keys: Sequence[str]) -> bool:
    return {"apiVersion", "name", "version"} <= set(keys)


def _is_mkdocs(root: Node, keys: Sequence[str]) -> bool:
    return "site_name" in keys and bool({"nav", "theme", "plugins"} & set(keys))


_SHAPES = (
    ("Compose", _is_compose),
    ("Workflow", _is_workflow),
    ("Action", _is_action),
    ("PreCommit", _is_pre_commit),
    ("CondaEnvironment", _is_conda),
    ("HelmChart", _is_chart),
    ("MkDocs", _is_mkdocs),
    ("AzurePipeline", _is_azure),
    ("Kustomization", _is_kustomization),
    ("GitLabPipeline", _is_gitlab),
)


def _lists(root: Node) -> list[str]:
    return [entry.key for entry in root.entries if entry.node.kind == "list"]


def _has_key(entry: Any, key: str) -> bool:
    """Whether a value of a mapping or list has ``key``."""
    return any(
        inner.node.kind == "map" and inner.node.get(key) is not None for inner in entry.node.entries
    )
