"""``--add``: stage the conflicted files that are fully resolved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from prefect_migrate.conflicts import has_markers
from prefect_migrate.conflicts.repository import Repository, repository_of
from prefect_migrate.model import Outcome


def is_resolved(outcome: Outcome) -> bool:
    """Whether a file had conflicts and has none left, nor anything else for a person to do."""
    if outcome.refusal or outcome.left or not outcome.changed:
        return False
    return has_markers(outcome.source.text) and not has_markers(outcome.text)


def stage_files(paths: Sequence[str]) -> Iterator[str]:
    """Stage files, where git lists them as unmerged; yields why one was not staged."""
    for name in paths:
        path = Path(name)
        repository = repository_of(path.parent.resolve())
        if repository is None:
            yield f"{name}: not staged: not in a git repository"
            continue
        relative = repository.relative(path)
        if relative not in repository.stages([relative]):
            yield f"{name}: not staged: git does not list it as unmerged"
        elif _has_filter(repository, relative):
            yield f"{name}: not staged: a filter of .gitattributes would have to run; use git add"
        elif repository.git("add", "--", relative) is None:
            yield f"{name}: not staged: git add failed"


def _has_filter(repository: Repository, relative: str) -> bool:
    """Whether git would run a program on the file's content; this tool starts none of these."""
    output = repository.git("check-attr", "-z", "filter", "--", relative)
    if output is None:
        return True
    value = output.split(b"\0")[2:3]
    return value not in ([b"unspecified"], [b"unset"])
