"""What git knows of a folder: its files, what changed, what is uncommitted."""

from __future__ import annotations

import os
from collections.abc import Iterable

from prefect_migrate.git_process import GitError, Ran, find_top, run_in_repository


def git_output(folder: str, *arguments: str) -> bytes:
    """What ``git`` prints in ``folder``.

    Raises ``GitError`` where git fails or isn't there, or the folder is in no work tree.
    """
    done = _run_git(folder, *arguments)
    if done.code:
        raise GitError(done.reason(f"git {arguments[0]} failed"))
    return done.output


def _run_git(folder: str, *arguments: str) -> Ran:
    real = os.path.realpath(folder)
    top = find_top(real)
    if top is None:
        raise GitError("not in a git repository")
    return run_in_repository(top, *arguments, folder=real)


def split_names(output: bytes) -> list[str]:
    """The paths of a list that git printed with ``-z``."""
    return os.fsdecode(output).split("\0")[:-1]


def work_tree(folder: str) -> bool:
    """Whether ``folder`` lies in a work tree and isn't ignored there as a whole."""
    real = os.path.realpath(folder)
    top = find_top(real)
    return top is not None and (real == top or not is_ignored(os.path.join(folder, ".")))


def files_mentioning(
    folder: str, words: Iterable[str], notes: list[str], *options: str
) -> list[str]:
    """Tracked files that hold one of ``words``, in any case of letters, relative to ``folder``.

    ``options`` are more of ``git grep``'s, and pathspecs after ``--``. What git couldn't read goes
    to ``notes``, in git's words. Raises ``GitError``.
    """
    patterns = [part for word in words for part in ("-e", word)]
    found = _run_git(
        folder,
        # One thread costs the least; it is the reading that takes the time.
        *("-c", "grep.fullName=false"),
        *("grep", "--no-color", "--threads=1", "-l", "-z", "-a", "-i", "-F", *patterns, *options),
    )
    said = found.errors.splitlines()
    # 1 is: not found. Below 0 it was killed.
    if found.code not in (0, 1) or any(line.startswith("fatal: ") for line in said):
        raise GitError(found.reason(f"git grep ended with {found.code}"))
    notes.extend(line.removeprefix("error: ").removeprefix("warning: ") for line in said)
    return split_names(found.output)


def tracked_files(folder: str, *options: str) -> list[str]:
    """The tracked files below ``folder``, relative to it.

    ``options`` are more of ``git ls-files``', and pathspecs after ``--``. Raises ``GitError``.
    """
    return split_names(git_output(folder, "ls-files", "-z", "-c", *options))


def searched_files(folder: str) -> list[str]:
    """The files that git tracks, or would track, below ``folder``, relative to it.

    Raises ``GitError``.
    """
    return split_names(git_output(folder, "ls-files", "-z", "-co", "--exclude-standard"))


def is_ignored(path: str) -> bool:
    """Whether git ignores a file, or a folder as a whole; not where git can't say."""
    folder, name = os.path.split(path)
    try:
        git_output(folder or ".", "check-ignore", "-q", "--", name)
    except GitError:
        return False
    return True


def changed_since(folder: str, revision: str) -> set[str]:
    """Files that differ from ``revision`` or are untracked, relative to ``folder``.

    ``REV...`` is where the branch at hand left that of REV, as for ``git diff``. Raises
    ``GitError`` for a revision that git doesn't know or a folder outside a work tree.
    """
    if revision.startswith("-"):
        raise GitError(f"{revision!r} is not a revision")
    named = revision.removesuffix("...")
    commit = git_output(folder, "rev-parse", "--verify", f"{named}^{{commit}}")
    if named != revision:
        commit = git_output(folder, "merge-base", commit.decode().strip(), "HEAD")
    changed = git_output(
        folder,
        *("diff", "--name-only", "-z", "--relative", "--no-renames", "--diff-filter=d"),
        *("--ignore-submodules=all", "--no-ext-diff", "--no-textconv"),
        commit.decode().strip(),
    )
    untracked = git_output(folder, "ls-files", "-z", "-o", "--exclude-standard")
    return {*split_names(changed), *split_names(untracked)}


def uncommitted_files(paths: Iterable[str]) -> set[str]:
    """Those of ``paths`` that hold uncommitted changes (or are untracked), unmerged ones not.

    Files outside of any work tree, and ignored ones, hold nothing that git could bring back: they
    aren't in the result. Raises ``GitError`` where git can't say.
    """
    roots: dict[str, list[tuple[str, str]]] = {}
    for path in paths:
        folder, name = os.path.split(path)
        real = os.path.realpath(folder or ".")
        top = find_top(real)
        if top is not None:
            below = os.path.relpath(os.path.join(real, name), top)
            roots.setdefault(top, []).append((path, below))
    found: set[str] = set()
    for top, inside in roots.items():
        dirty = _dirty_files(top)
        found.update(path for path, below in inside if below in dirty)
    return found


_UNMERGED = frozenset({"DD", "AU", "UD", "UA", "DU", "AA", "UU"})


def _dirty_files(top: str) -> set[str]:
    arguments = ("--porcelain", "-z", "--no-renames", "--untracked-files=all")
    output = git_output(top, "status", *arguments, "--ignore-submodules=all")
    found = {entry[3:] for entry in split_names(output) if entry[:2] not in _UNMERGED}
    # Of files that git was told not to look at (update-index --assume-unchanged,
    # --skip-worktree) it can't say.
    listed = split_names(git_output(top, "ls-files", "-z", "-v"))
    return found.union(entry[2:] for entry in listed if entry[0] == "S" or entry[0].islower())
