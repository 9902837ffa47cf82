"""Entries of a changelog that one side added to what the other side made a release of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prefect_migrate.documents.markdown import cut_page
from prefect_migrate.documents.plain_page import cut_plain
from prefect_migrate.reconcile.page.unit_additions import is_log
from prefect_migrate.reconcile.page.units import Unit, first_line, page_units

Key = tuple[object, ...]


def released_entries(
    path: str, kind: str, base: str, ours: str, theirs: str, merged: str
) -> Iterator[str]:
    """A sentence for each entry that ended up below a release which its own side doesn't have."""
    cutter = cut_page if kind == "markdown" else cut_plain
    known = page_units(cutter(base))
    if not is_log(path, known):
        return
    mine, others, result = (page_units(cutter(text)) for text in (ours, theirs, merged))
    old = {unit.key for unit in known}
    there = dict(_entries(result))
    for side, found in (("ours", mine), ("theirs", others)):
        for key, heading in _entries(found):
            now = there.get(key)
            if key in old or now is None or heading is None or now.key == heading.key:
                continue
            if now.release and not now.release_to_come:
                entry = next(unit for unit in found if unit.key == key)
                yield f"{side} added `{entry.title}` to what is now part of {first_line(now)}"


def _entries(page: Sequence[Unit]) -> Iterator[tuple[Key, Unit | None]]:
    """The entries, each with the heading of the release that it is in."""
    release: Unit | None = None
    for unit in page:
        if unit.release or unit.release_to_come:
            release = unit
        elif unit.kind in ("item", "paragraph"):
            yield unit.key, release
