"""From three whole files to a conflicted one, as git would write it."""

from __future__ import annotations

from prefect_migrate.conflicts.command import free_size, merge_file
from prefect_migrate.conflicts.parsing import parse_conflicts
from prefect_migrate.conflicts.segments import Conflicted
from prefect_migrate.model import Refusal, Source
from prefect_migrate.settings import Settings


def from_stages(
    base: str | None,
    ours: str,
    theirs: str,
    path: str,
    *,
    labels: tuple[str, str, str] = ("ours", "base", "theirs"),
    size: int = 7,
    style: str = "diff3",
) -> Conflicted:
    """Merge three whole files by line; what git can't merge stands in markers of ``style``.

    ``base=None`` (both sides added the file) gives two-way markers around all differences. The
    markers are longer than ``size`` where a line of the files could be taken for one. The result
    has no conflicts if git merged all.

    Raises ``Refusal`` where there is no git, or it can't merge the files.
    """
    texts = [text for text in (base, ours, theirs) if text is not None]
    size = free_size(size, *texts)
    merged = merge_file(ours, base, theirs, labels=labels, size=size, style=style)
    if merged is None:
        raise Refusal("git merge-file could not merge the three versions", help="is git installed?")
    return parse_conflicts(Source(path, merged.text), Settings(), unmerged=True)
