"""Texts of several lines (``|``) that both sides changed, merged line by line."""

from __future__ import annotations

from collections.abc import Sequence

from prefect_migrate.model import Line
from prefect_migrate.reconcile.decision_rules import DecisionRule
from prefect_migrate.reconcile.line_changes import Picked, merge_lines
from prefect_migrate.reconcile.manifests.document_pair import DocumentPair
from prefect_migrate.reconcile.manifests.entry_versions import EntryVersions
from prefect_migrate.reconcile.manifests.text import moved_lines
from prefect_migrate.reconcile.manifests.values import Value, node_meaning


def merged_text(pair: DocumentPair, found: EntryVersions) -> tuple[Value, DecisionRule] | None:
    """Merge a text that stands in lines of its own on all sides; ``None`` where that can't be.

    The rule says whether the lines alone tell who changed what, or those that the codemods make of
    them.
    """
    (new, old), base = found.sides, found.base
    if base is None:
        return None
    if not all(e.node.style == "|" and not e.inline for e in (new, old, base)):
        return None
    texts = [e.node.text.splitlines(keepends=True) for e in (base, new, old)]
    rule = DecisionRule.THREE_WAY
    picked = merge_lines(*texts)
    if picked is None:
        rule = DecisionRule.CONTAINED
        picked = _merge_migrated(pair, found, texts)
    if picked is None:
        return None
    first = new.node.start + 1
    start = old.node.start + 1
    # Lines of the text are taken as lines of the file: there must be one for each.
    if new.node.end - first < len(texts[1]) or old.node.end - start < len(texts[2]):
        return None
    delta = _indent_of_text(pair.newer.lines[first:], texts[1]) - _indent_of_text(
        pair.older.lines[start:], texts[2]
    )
    at = 0
    taken: list[Line] = []
    for side, line in (*picked, ("ours", len(texts[1]))):
        if side == "theirs":
            taken += moved_lines(pair.older, start + line, start + line + 1, pair.newer, delta)
            continue
        if taken or line > at:
            pair.newer.replace(first + at, first + line, taken)
        at, taken = line + 1, []
    held = {"ours": texts[1], "theirs": texts[2]}
    value = node_meaning(new.node)
    assert isinstance(value, tuple)
    return (value[0], "".join(held[side][line] for side, line in picked)), rule


def _merge_migrated(
    pair: DocumentPair, found: EntryVersions, texts: Sequence[Sequence[str]]
) -> list[Picked] | None:
    """The lines of the sides, compared as the codemods would write them, one for one.

    A side may have done by hand in some of them what the codemods do.
    """
    assert found.base is not None
    base, old = (
        pair.migrated(entry.node).text.splitlines(keepends=True)
        for entry in (found.base, found.sides[1])
    )
    if (len(base), len(old)) != (len(texts[0]), len(texts[2])) or base == [*texts[0]]:
        return None
    return merge_lines(base, texts[1], old)


def _indent_of_text(lines: Sequence[str], text: Sequence[str]) -> int:
    """How deep a text is indented, by its first line that isn't blank."""
    for line, said in zip(lines, text, strict=False):
        if said.strip():
            return (len(line) - len(line.lstrip())) - (len(said) - len(said.lstrip()))
    return 0
