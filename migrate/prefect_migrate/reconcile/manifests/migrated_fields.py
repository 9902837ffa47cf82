"""The older side's manifest as the codemods would write it, value by value."""

from __future__ import annotations

from collections.abc import Iterator

from prefect_codemods import api
from prefect_codemods.findings import Refusal
from prefect_codemods.options import Options
from prefect_migrate.documents.manifest import Entry, Node, NotYaml, read_documents, scalar_at
from prefect_migrate.reconcile.manifests.identity import FoundManifest


def migrated_fields(found: FoundManifest, options: Options) -> dict[int, Node | None]:
    """``id`` of each node of a document -> the node that the codemods make of it, if any.

    Empty where they change nothing, or change more than values in their places.
    """
    text = found.text.text(found.document.start, found.document.end)
    try:  # not filtered: the file is about Prefect, whatever this document says
        done = api.rewrite(text, "yaml", options, filtered=False)
        made = read_documents(done.text) if done.text != text else []
    except (Refusal, NotYaml):
        return {}
    return dict(_pair_nodes(found.document.root, made[0].root)) if len(made) == 1 else {}


def _pair_nodes(old: Node, new: Node) -> Iterator[tuple[int, Node | None]]:
    if old.kind != new.kind:
        return
    yield id(old), new
    if len(old.entries) == len(new.entries):
        for before, after in zip(old.entries, new.entries, strict=True):
            yield from _pair_nodes(before.node, after.node)
        return
    kept = {_name_of_entry(entry): entry for entry in new.entries}
    names = [_name_of_entry(entry) for entry in old.entries]
    if not kept.keys() <= set(names) or len(set(names)) < len(names):
        return
    for before in old.entries:
        now = kept.get(_name_of_entry(before))
        if now is None:
            yield id(before.node), None
        else:
            yield from _pair_nodes(before.node, now.node)


def _name_of_entry(entry: Entry) -> str:
    """What tells an entry from its siblings: a pair's key, an item's name."""
    return entry.key or scalar_at(entry.node, "name")
