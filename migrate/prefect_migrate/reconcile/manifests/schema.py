"""Manifests held against Kubernetes' own schemas, offline.

The schemas are those that kubernetes-validate carries (extra ``[kubernetes]``); without it, and
for a kind or version that it doesn't know, nothing is said.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from prefect_codemods.rule import Kind, rule
from prefect_migrate.documents import reading
from prefect_migrate.documents.manifest import Document, Node, NotYaml, read_documents, scalar_at
from prefect_migrate.model import Diagnostic, Source
from prefect_migrate.reconcile.manifests.values import Value, node_meaning
from prefect_migrate.settings import Settings

UNKNOWN_FIELD = rule(
    "PM490",
    "unknown-field",
    Kind.MANUAL,
    since="",
    what="Reports fields of merged manifests that Kubernetes' schema of their kind doesn't have.",
    why="The API server drops such a field silently, or refuses the manifest.",
    before=(
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: prefect\nspec:\n"
        "<<<<<<< ours\n  selectors:\n    app: prefect\n=======\n  selectors: {app: prefect}\n"
        ">>>>>>> theirs\n"
    ),
    language="yaml",
    advice="Fix the spelling, move the field to where it belongs, or delete it.",
    source="the OpenAPI schemas of Kubernetes, from kubernetes-validate",
)


def unknown_fields(source: Source, settings: Settings) -> tuple[Diagnostic, ...]:
    """A diagnostic for each field of a file's manifests that no schema knows."""
    if not settings.codemods.enabled(UNKNOWN_FIELD.code) or "apiVersion:" not in source.text:
        return ()
    found: list[Diagnostic] = []
    for region in reading.document_regions(source, settings.codemods.migration):
        if region.language == "yaml" and "apiVersion:" in region.text:
            found += find_unknown_fields(region.text, region.line, region.column)
    return tuple(found)


def find_unknown_fields(text: str, line: int = 0, column: int = 0) -> Iterator[Diagnostic]:
    """The unknown fields of a YAML stream that starts at ``line`` and ``column`` (0-based)."""
    try:
        manifests = read_documents(text)
    except NotYaml:
        return
    for manifest in manifests:
        for path, node in _unknown(manifest):
            message = f"{manifest.kind} has no field `{path}`"
            yield Diagnostic(
                UNKNOWN_FIELD.code,
                message,
                node.start + line + 1,
                node.column + column + 1,
                help=UNKNOWN_FIELD.advice,
            )


def _unknown(manifest: Document) -> Iterator[tuple[str, Node]]:
    """Path and key of each field that the schema of the manifest's kind doesn't have."""
    validator = _validator(manifest.kind, scalar_at(manifest.root, "apiVersion"))
    if validator is None or manifest.merges:
        return
    for error in validator.iter_errors(_plain_value(node_meaning(manifest.root))):
        if error.validator != "additionalProperties":
            continue
        owner, shown = _shown_path(manifest.root, list(error.absolute_path))
        known = error.schema.get("properties", {})
        for entry in owner.entries if owner is not None else ():
            if entry.key not in known:
                place = Node("scalar", entry.start, entry.end, entry.column)
                yield f"{shown}.{entry.key}".lstrip("."), place


def _shown_path(node: Node, path: list[str | int]) -> tuple[Node | None, str]:
    shown = ""
    for step in path:
        if isinstance(step, int):
            node = node.entries[step].node
            shown += f"[{step}]"
            continue
        entry = node.get(step)
        if entry is None:
            return None, shown
        node = entry.node
        shown += f".{step}"
    return node, shown.lstrip(".")


def _plain_value(value: Value) -> Any:
    """A value without the tags that keep strings and numbers apart."""
    if isinstance(value, dict):
        return {key: _plain_value(inner) for key, inner in value.items()}
    if isinstance(value, tuple) and len(value) == 2 and value[0] in ("str", "number"):
        return value[1]
    return [_plain_value(inner) for inner in value] if isinstance(value, tuple) else value


@cache
def _schemas() -> Any:
    try:
        return importlib.import_module("kubernetes_validate.utils")
    except ModuleNotFoundError:
        return None


@cache
def _validator(kind: str, version: str) -> Any:
    """A validator for one kind, ``None`` where it can't be judged."""
    utils = _schemas()
    name = re.sub(r"^([^./]*)(?:\.[^/]*)?/", r"\1-", version)
    if utils is None or not re.fullmatch(r"\w+", kind) or not re.fullmatch(r"[\w-]+", name):
        return None
    # kubernetes-validate stands on both; its own function stops at the first error.
    jsonschema: Any = importlib.import_module("jsonschema")
    referencing: Any = importlib.import_module("referencing")
    latest = utils.latest_version()
    folder = f"kubernetes-json-schema/v{latest}-local-strict"
    try:
        schema = utils.schema_contents(f"{folder}/{kind.lower()}-{name}.json", latest)
        shared = utils.schema_contents(f"{folder}/_definitions.json", latest)
    except (OSError, utils.VersionNotSupportedError, utils.InvalidSchemaError):
        return None
    registry = referencing.Registry()
    for contents in (schema, shared):
        registry = referencing.Resource.from_contents(contents) @ registry
    return jsonschema.validators.Draft202012Validator(schema, registry=registry)
