"""What git merges without a conflict although it belongs together: groups of fields, words of a
command, entries of a changelog that end up below a release, sections that both sides made, names of
Python, keys of settings.

Git compares lines: that the request of one side exceeds the limit of the other, or that a release
was made of the entries around a new one, it can't see.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from prefect_codemods.document_kinds import document_kind
from prefect_migrate.documents.manifest import Document, Node, NotYaml, read_documents
from prefect_migrate.reconcile.manifests import merge_keys
from prefect_migrate.reconcile.manifests.document_pair import FieldPlace
from prefect_migrate.reconcile.manifests.field_groups import decision_units, same_member
from prefect_migrate.reconcile.manifests.identity import manifest_identity, manifest_title
from prefect_migrate.reconcile.manifests.items import identify_items, shown_name
from prefect_migrate.reconcile.manifests.validity import new_problems
from prefect_migrate.reconcile.manifests.values import Value, node_meaning


class FileVersions(NamedTuple):
    """A file as the base, ours and theirs have it, and as git merged it."""

    base: str
    ours: str
    theirs: str
    merged: str


def clean_merge_problems(path: str, texts: FileVersions) -> Iterator[str]:
    """What is wrong in a file that git merged without a conflict."""
    if texts.merged in (texts.ours, texts.theirs):
        return
    kind = document_kind(path, texts.merged).name
    if kind == "manifest":
        yield from _manifest_problems(texts)
    elif kind == "python":
        yield from _python_problems(texts)
    else:
        yield from _settings_problems(path, kind, texts)
    if kind == "markdown":
        yield from code_problems(texts)
    if kind in ("markdown", "rst", "text"):
        from prefect_migrate.reconcile.page.page_facts import doubled_heading
        from prefect_migrate.reconcile.page.released_entries import released_entries

        yield from released_entries(path, kind, *texts)
        if heading := doubled_heading(texts, markdown=kind == "markdown"):
            yield f"both sides added `{heading}`, each in another place"


def code_problems(texts: FileVersions) -> Iterator[str]:
    """What is wrong in the blocks of code of a page, or of a part of one, merged by line."""
    from prefect_migrate.documents.markdown import cut_page
    from prefect_migrate.reconcile.page.fences import fence_code

    pages = [cut_page(text) for text in texts]
    for language, problems in (("yaml", _manifest_problems), ("python", _python_problems)):
        found = [
            [
                fence_code(page, fence)
                for fence in page.fences
                if fence.language == language and fence.closed
            ]
            for page in pages
        ]
        if len({len(codes) for codes in found}) > 1:
            continue
        for codes in map(FileVersions._make, zip(*found, strict=True)):
            if codes.merged not in (codes.ours, codes.theirs):
                yield from problems(codes)


def _python_problems(texts: FileVersions) -> Iterator[str]:
    from prefect_migrate.reconcile.statements.clean_python import broken_python

    yield from broken_python(*texts)


def _settings_problems(path: str, kind: str, texts: FileVersions) -> Iterator[str]:
    """What a file of settings says in its own language, and no side meant."""
    from prefect_migrate.reconcile.fact_check import shown_fact, wrong_facts
    from prefect_migrate.reconcile.statement_lines import line_format

    known = line_format(kind, path)
    if known is None:
        return
    wrong = wrong_facts(known.read, texts.base, texts.ours, texts.theirs, [texts.merged])
    if wrong is not None:
        yield from (shown_fact(fact, what) for fact, what in wrong.items())
    elif all(known.read(text) is not None for text in texts[:3]):
        yield "the result can't be read: both sides may have added one key"


def _manifest_problems(texts: FileVersions) -> Iterator[str]:
    try:
        found = [read_documents(text) for text in texts]
    except NotYaml:
        return
    for merged in found[3]:
        others = [_counterpart(merged, side) for side in found[:3]]
        nodes = [merged.root, *(other.root for other in others if other is not None)]
        kind = next((name for node in nodes if (name := merge_keys.document_type(node))), "")
        place, named = FieldPlace("", kind, kind), manifest_title(merged)
        for problem in new_problems(merged.root, nodes[1:], place):
            yield f"{named} {problem.reason}".replace(" :", ":")
        if len(nodes) == len(found):
            base, ours, theirs = nodes[1:]
            for reason in _mixed_groups(base, ours, theirs, merged.root, place):
                yield f"{named} {reason}"


def _counterpart(document: Document, side: Sequence[Document]) -> Document | None:
    """The same document on another side."""
    name = manifest_identity(document)
    same = [other for other in side if manifest_identity(other) == name]
    return same[0] if len(same) == 1 else None


def _mixed_groups(
    base: Node, ours: Node, theirs: Node, merged: Node, place: FieldPlace
) -> Iterator[str]:
    """The groups of fields of which the result has some of each side."""
    nodes = (base, ours, theirs, merged)
    if any(node.kind != "map" for node in nodes):
        return
    for unit in decision_units(place.type, nodes):
        states = [_state(node, unit.keys) for node in nodes]
        union = unit.group is not None and unit.group.union
        alike = unit.group is not None and same_member(unit.group, [list(s) for s in states])
        if unit.group is not None and not (union and alike) and _is_mixed(states):
            fields = " and ".join(f"`{key}`" for key in unit.keys)
            yield f"{place.shown}: {fields} belong together, and both sides changed them"
            continue
        for key in unit.keys:
            entries = [node.get(key) for node in nodes]
            held = [entry.node for entry in entries if entry is not None]
            if len(held) == len(nodes):
                yield from _mixed_below(held, key, place)


def _state(node: Node, keys: Sequence[str]) -> dict[str, Value]:
    entries = ((key, node.get(key)) for key in keys)
    return {key: node_meaning(entry.node) for key, entry in entries if entry is not None}


def _is_mixed(states: Sequence[dict[str, Value]]) -> bool:
    base, ours, theirs, merged = states
    return base not in (ours, theirs) and ours != theirs and merged not in (ours, theirs)


def _mixed_below(nodes: Sequence[Node], key: str, place: FieldPlace) -> Iterator[str]:
    base, ours, theirs, merged = nodes
    at = place.down(key)
    if merged.kind == "map":
        yield from _mixed_groups(base, ours, theirs, merged, at)
        return
    if merged.kind != "list" or any(node.kind != "list" for node in nodes):
        return
    rule = merge_keys.list_rule(place.type, key)
    if rule is None:
        note = merge_keys.ATOMIC_NOTES.get(key)
        if note and _is_mixed([{key: node_meaning(node)} for node in nodes]):
            yield f"{at.shown}: {note}, and both sides changed them"
        return
    found = identify_items(rule, nodes)
    for name in found[3] if found is not None else ():
        assert found is not None
        items = [named[name].node for named in found if name in named]
        if len(items) == len(nodes):
            inner = at.item(shown_name(name))
            yield from _mixed_groups(items[0], items[1], items[2], items[3], inner)
