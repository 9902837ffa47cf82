"""Files that git merged without a conflict in the merge that is going on: what is wrong in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from prefect_migrate.conflicts.repository import Repository, repository_of
from prefect_migrate.git.roles import Operation, of_repository
from prefect_migrate.model import Refusal, Source

_READ = re.compile(
    r".*\.(?:ya?ml|md|markdown|rst|txt|pyi?|toml|json|cfg|ini|env)|(?:.*/)?\.(?:env|gitignore)",
    re.IGNORECASE,
)
_MOST_FILES = 500
_PICKED: dict[Operation, tuple[str, str]] = {
    "cherry-pick": ("CHERRY_PICK_HEAD^", "CHERRY_PICK_HEAD"),
    "rebase": ("REBASE_HEAD^", "REBASE_HEAD"),
    "revert": ("REVERT_HEAD", "REVERT_HEAD^"),
}
"""The base and theirs of what is going on; ours is what is checked out."""


def clean_merge_findings(folder: Path) -> Iterator[str]:
    """A line on each thing that git mixed in a file of which both sides changed lines."""
    repository = repository_of(folder.resolve())
    sides = _base_and_theirs(repository) if repository is not None else None
    if repository is None or sides is None:
        return
    base, theirs = sides
    names = _changed_by_both(repository, base, theirs)
    if not names or len(names) > _MOST_FILES:
        return
    from prefect_migrate.reconcile.clean_merges import FileVersions, clean_merge_problems

    versions = (f"{base}:", "HEAD:", f"{theirs}:", ":0:")
    places = [f"{version}{name}" for name in names for version in versions]
    blobs = iter(repository.blobs(places))
    for name in names:
        texts = [_text_of_blob(name, next(blobs)) for _ in versions]
        known = [text for text in texts if text is not None]
        if len(known) == len(versions):
            for problem in clean_merge_problems(name, FileVersions(*known)):
                yield f"{name}: git merged this without a conflict, but {problem}"


def _base_and_theirs(repository: Repository) -> tuple[str, str] | None:
    """The commits that are merged with what is checked out; ``None`` where nothing is going on."""
    operation = of_repository(repository)
    if operation == "merge":
        base = _first_line(repository, "merge-base", "HEAD", "MERGE_HEAD")
        return (base, "MERGE_HEAD") if base else None
    if operation == "unknown" and _is_stash(repository):
        return "refs/stash^1", "refs/stash"
    base, theirs = _PICKED.get(operation, ("", ""))
    known = base and all(repository.ids([f"{base}^{{commit}}", f"{theirs}^{{commit}}"]))
    return (base, theirs) if known else None


def _is_stash(repository: Repository) -> bool:
    """Whether what is unmerged came from the last stash."""
    found = [(name, stages[3].blob) for name, stages in repository.stages().items() if 3 in stages]
    blobs = repository.ids([f"refs/stash:{name}" for name, _ in found])
    return bool(found) and [blob for _, blob in found] == blobs


def _changed_by_both(repository: Repository, base: str, theirs: str) -> list[str]:
    """The files with a name of interest that both sides changed and git merged."""
    found = [
        set(
            _names_listed_by_git(
                repository, "diff", "--name-only", "-z", "--no-renames", base, side
            )
        )
        for side in ("HEAD", theirs)
    ]
    unmerged = repository.stages()
    both = found[0] & found[1]
    return sorted(name for name in both if _READ.fullmatch(name) and name not in unmerged)


def _names_listed_by_git(repository: Repository, *command: str) -> list[str]:
    listed = (repository.git(*command) or b"").decode("utf-8", "surrogateescape")
    return [name for name in listed.split("\0") if name]


def _first_line(repository: Repository, *command: str) -> str:
    found = (repository.git(*command) or b"").decode("ascii", "replace").splitlines()
    return found[0] if found else ""


def _text_of_blob(name: str, data: bytes | None) -> str | None:
    if data is None:
        return None
    try:
        return Source.decode(data, name).text
    except Refusal:
        return None
