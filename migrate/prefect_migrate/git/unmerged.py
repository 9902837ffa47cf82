"""The unmerged paths of a repository: which can be resolved here, and what becomes of the rest."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from prefect_migrate.conflicts.repository import Repository, Stage, repository_of

SUBMODULE, SYMLINK = "160000", "120000"

# The stages that a path has -> git status's words for it, and what a person can do.
_KINDS: dict[frozenset[int], tuple[str, str]] = {
    frozenset({1, 2, 3}): ("both modified", ""),
    frozenset({2, 3}): ("both added", ""),
    frozenset({1, 2}): ("deleted by them", "keep it with git add, or delete it with git rm"),
    frozenset({1, 3}): ("deleted by us", "keep it with git add, or delete it with git rm"),
    frozenset({2}): ("added by us", "it was renamed: keep it with git add, or git rm it"),
    frozenset({3}): ("added by them", "it was renamed: keep it with git add, or git rm it"),
    frozenset({1}): ("both deleted", "delete it with git rm"),
}


@dataclass(frozen=True, slots=True)
class Unmerged:
    """One unmerged path: ``kind`` in the words of git status, ``help`` where it is passed over."""

    path: Path
    kind: str
    help: str = ""

    @property
    def resolvable(self) -> bool:
        """Whether the file has two texts to merge."""
        return not self.help


def unmerged_files(folder: Path) -> list[Unmerged]:
    """All unmerged paths of the repository around ``folder``; none outside of one."""
    repository = repository_of(folder.resolve())
    if repository is None:
        return []
    stages = repository.stages()
    return [_unmerged_entry(repository, name, stages[name]) for name in sorted(stages)]


def named_files(entries: Iterable[Unmerged]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The resolvable paths, relative to the working directory, and a line on each other one."""
    names, passed = [], []
    for entry in entries:
        name = os.path.relpath(entry.path)
        if entry.resolvable:
            names.append(name)
        else:
            passed.append(f"{name}: skipped: {entry.kind}; {entry.help}")
    return tuple(names), tuple(passed)


def _unmerged_entry(repository: Repository, name: str, stages: Mapping[int, Stage]) -> Unmerged:
    path = repository.top / name
    modes = {stage.mode for stage in stages.values()}
    kind, help = _KINDS[frozenset(stages)]
    if SUBMODULE in modes:
        help = "it is a submodule: check out the right commit in it, then git add it"
    elif SYMLINK in modes:
        help = "it is a symbolic link: make it point to the right place, then git add it"
    return Unmerged(path, kind, help)
