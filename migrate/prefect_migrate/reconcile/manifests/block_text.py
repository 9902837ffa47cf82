"""Texts of several lines (``|``) that both sides changed, merged line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from prefect_migrate.conflicts.lines import chunks_of_part
from prefect_migrate.documents.manifest import Entry
from prefect_migrate.model import Line
from prefect_migrate.reconcile.manifests.text import moved
from prefect_migrate.reconcile.manifests.values import Value, meaning

if TYPE_CHECKING:
    from prefect_migrate.reconcile.manifests.fields import FieldMerge


def merged_text(
    new: Entry | None, old: Entry | None, base: Entry | None, merge: FieldMerge
) -> Value | None:
    """Merge a text that stands in lines of its own on all sides; ``None`` where that can't be.

    As for git, changes that touch each other are a conflict.
    """
    if new is None or old is None or base is None:
        return None
    if not all(e.node.style == "|" and not e.inline for e in (new, old, base)):
        return None
    texts = [e.node.text.splitlines(keepends=True) for e in (base, new, old)]
    found = chunks_of_part(*texts)
    if any(chunk.kind == "conflict" for chunk in found):
        return None
    first = new.node.start + 1
    start = old.node.start + 1
    if new.node.end - first < len(texts[1]) or old.node.end - start < len(texts[2]):
        return None
    delta = _depth(merge.newer.lines[first:], texts[1]) - _depth(
        merge.older.lines[start:], texts[2]
    )
    text = ""
    for chunk in found:
        if chunk.kind != "theirs":
            text += "".join(texts[1][slice(*chunk.ours)])
            continue
        lines: list[Line] = moved(
            merge.older, start + chunk.theirs[0], start + chunk.theirs[1], merge.newer, delta
        )
        merge.newer.replace(first + chunk.ours[0], first + chunk.ours[1], lines)
        text += "".join(texts[2][slice(*chunk.theirs)])
    value = meaning(new.node)
    assert isinstance(value, tuple)
    return (value[0], text)


def _depth(lines: Sequence[str], text: Sequence[str]) -> int:
    """How deep a text is indented, by its first line that isn't blank."""
    for line, said in zip(lines, text, strict=False):
        if said.strip():
            return (len(line) - len(line.lstrip())) - (len(said) - len(said.lstrip()))
    return 0
