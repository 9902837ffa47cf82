"""Files that git merged without a conflict in the merge that is going on: what is wrong in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from prefect_migrate.conflicts.repository import Repository, repository_of
from prefect_migrate.model import Refusal, Source

_READ = (".yaml", ".yml", ".md", ".markdown", ".rst", ".txt")
_MOST_FILES = 500


def clean_merge_findings(folder: Path) -> Iterator[str]:
    """A line on each thing that git mixed in a file of which both sides changed lines."""
    repository = repository_of(folder.resolve())
    if repository is None:
        return
    base = _first_line(repository, "merge-base", "HEAD", "MERGE_HEAD")
    if not base:
        return
    names = _changed_by_both(repository, base)
    if not names or len(names) > _MOST_FILES:
        return
    from prefect_migrate.reconcile.clean_merges import Versions, clean_merge_problems

    for name in names:
        places = [f"{base}:{name}", f"HEAD:{name}", f"MERGE_HEAD:{name}", f":0:{name}"]
        texts = [_text(name, data) for data in repository.blobs(places)]
        known = [text for text in texts if text is not None]
        if len(known) == len(places):
            for problem in clean_merge_problems(name, Versions(*known)):
                yield f"{name}: git merged this without a conflict, but {problem}"


def _changed_by_both(repository: Repository, base: str) -> list[str]:
    """The files with a name of interest that both sides changed and git merged."""
    found = [
        set(_names(repository, "diff", "--name-only", "-z", "--no-renames", base, side))
        for side in ("HEAD", "MERGE_HEAD")
    ]
    unmerged = repository.stages()
    both = found[0] & found[1]
    return sorted(n for n in both if n.lower().endswith(_READ) and n not in unmerged)


def _names(repository: Repository, *command: str) -> list[str]:
    listed = (repository.git(*command) or b"").decode("utf-8", "surrogateescape")
    return [name for name in listed.split("\0") if name]


def _first_line(repository: Repository, *command: str) -> str:
    found = (repository.git(*command) or b"").decode("ascii", "replace").splitlines()
    return found[0] if found else ""


def _text(name: str, data: bytes | None) -> str | None:
    if data is None:
        return None
    try:
        return Source.decode(data, name).text
    except Refusal:
        return None
