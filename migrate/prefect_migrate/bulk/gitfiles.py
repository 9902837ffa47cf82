"""What git knows of a folder: its files, what changed, what is uncommitted."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable

# What ties git to one repository, whatever folder it is asked about: a hook sets some of them.
# And traces, which would stand among git's messages.
TIES = frozenset(
    {
        *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"),
        *("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE"),
        *("GIT_SHALLOW_FILE", "GIT_GRAFT_FILE", "GIT_REPLACE_REF_BASE", "GIT_CONFIG"),
        *("GIT_IMPLICIT_WORK_TREE", "GIT_INTERNAL_SUPER_PREFIX"),
        *("GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS"),
        *("GIT_TRACE", "GIT_TRACE_SETUP", "GIT_TRACE_PERFORMANCE", "GIT_TRACE_PACKET"),
    }
)


class GitError(Exception):
    """Git said no; the message is its own last line."""


def git(folder: str, *arguments: str) -> bytes:
    """What ``git`` prints in ``folder``.

    Raises ``GitError`` where git fails or isn't there.
    """
    done = _run(folder, *arguments)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").splitlines()
        raise GitError(_reason(said, f"git {arguments[0]} failed"))
    return done.stdout


class _Done:
    """What a finished git said; ``returncode`` is below 0 where a signal ended it."""

    def __init__(self, returncode: int, stdout: bytes, stderr: bytes) -> None:
        self.returncode = returncode
        self.stdout = stdout
        self.stderr = stderr


def _run(folder: str, *arguments: str) -> _Done:
    environment = {name: value for name, value in os.environ.items() if name not in TIES}
    # Bytes are bytes, and messages are in one language.
    environment.update(LC_ALL="C", GIT_OPTIONAL_LOCKS="0")
    try:
        return _spawn(["git", "-C", folder, *arguments], environment)
    except OSError as error:
        raise GitError(f"git cannot be run: {error.strerror}") from None


if hasattr(os, "memfd_create") and hasattr(os, "posix_spawnp"):

    def _spawn(command: list[str], environment: dict[str, str]) -> _Done:
        # To import subprocess takes as long as git needs for 1,500 files.
        files = [os.memfd_create(name) for name in ("stdout", "stderr")]
        try:
            actions = [
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                *((os.POSIX_SPAWN_DUP2, file, number) for number, file in enumerate(files, 1)),
            ]
            process = os.posix_spawnp(command[0], command, environment, file_actions=actions)
            _, status = os.waitpid(process, 0)
            out, err = (_content(file) for file in files)
            return _Done(os.waitstatus_to_exitcode(status), out, err)
        finally:
            for file in files:
                os.close(file)

    def _content(file: int) -> bytes:
        os.lseek(file, 0, os.SEEK_SET)
        with open(file, "rb", closefd=False) as opened:
            return opened.read()

else:

    def _spawn(command: list[str], environment: dict[str, str]) -> _Done:
        import subprocess

        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            env=environment,
        )
        return _Done(done.returncode, done.stdout, done.stderr)


def _reason(said: list[str], otherwise: str) -> str:
    fatal = next((line for line in said if line.startswith("fatal: ")), "")
    return (fatal or next(iter(said[-1:]), otherwise)).removeprefix("fatal: ")


def names(output: bytes) -> list[str]:
    """The paths of a list that git printed with ``-z``."""
    return os.fsdecode(output).split("\0")[:-1]


def work_tree(folder: str) -> bool:
    """Whether ``folder`` lies in a work tree and isn't ignored there as a whole."""
    real = os.path.realpath(folder)
    top = root(real)
    return top is not None and (real == top or not ignored(os.path.join(folder, ".")))


def mentioning(folder: str, words: Iterable[str], notes: list[str], *options: str) -> list[str]:
    """Tracked files that hold one of ``words``, in any case of letters, relative to ``folder``.

    ``options`` are more of ``git grep``'s, and pathspecs after ``--``. What git couldn't read goes
    to ``notes``, in git's words. Raises ``GitError``.
    """
    patterns = [part for word in words for part in ("-e", word)]
    found = _run(
        folder,
        # One thread costs the least; it is the reading that takes the time.
        *("-c", "grep.fullName=false", "-c", "submodule.recurse=false"),
        *("grep", "--no-color", "--threads=1", "-l", "-z", "-a", "-i", "-F", *patterns, *options),
    )
    said = found.stderr.decode("utf-8", "replace").splitlines()
    # 1 is: not found. Below 0 it was killed.
    if found.returncode not in (0, 1) or any(line.startswith("fatal: ") for line in said):
        raise GitError(_reason(said, f"git grep ended with {found.returncode}"))
    notes.extend(line.removeprefix("error: ").removeprefix("warning: ") for line in said)
    return names(found.stdout)


def tracked(folder: str, *options: str) -> list[str]:
    """The tracked files below ``folder``, relative to it.

    ``options`` are more of ``git ls-files``', and pathspecs after ``--``. Raises ``GitError``.
    """
    return names(git(folder, "ls-files", "-z", "-c", *options))


def searched(folder: str) -> list[str]:
    """The files that git tracks, or would track, below ``folder``, relative to it.

    Raises ``GitError``.
    """
    return names(git(folder, "ls-files", "-z", "-co", "--exclude-standard"))


def ignored(path: str) -> bool:
    """Whether git ignores a file, or a folder as a whole; not where git can't say."""
    folder, name = os.path.split(path)
    try:
        git(folder or ".", "check-ignore", "-q", "--", name)
    except GitError:
        return False
    return True


def changed_since(folder: str, revision: str) -> set[str]:
    """Files that differ from ``revision`` or are untracked, relative to ``folder``.

    ``REV...`` is where the branch at hand left that of REV, as for ``git diff``. Raises
    ``GitError`` for a revision that git doesn't know or a folder outside a work tree.
    """
    if revision.startswith("-"):
        raise GitError(f"{revision!r} is no revision")
    named = revision.removesuffix("...")
    commit = git(folder, "rev-parse", "--verify", f"{named}^{{commit}}")
    if named != revision:
        commit = git(folder, "merge-base", commit.decode().strip(), "HEAD")
    changed = git(
        folder,
        *("diff", "--name-only", "-z", "--relative", "--no-renames", "--diff-filter=d"),
        commit.decode().strip(),
    )
    untracked = git(folder, "ls-files", "-z", "-o", "--exclude-standard")
    return {*names(changed), *names(untracked)}


def uncommitted(paths: Iterable[str]) -> set[str]:
    """Those of ``paths`` that hold uncommitted changes (or are untracked), unmerged ones not.

    Files outside of any work tree, and ignored ones, hold nothing that git could bring back: they
    aren't in the result. Raises ``GitError`` where git can't say.
    """
    roots: dict[str, list[tuple[str, str]]] = {}
    for path in paths:
        folder, name = os.path.split(path)
        real = os.path.realpath(folder or ".")
        top = root(real)
        if top is not None:
            below = os.path.relpath(os.path.join(real, name), top)
            roots.setdefault(top, []).append((path, below))
    found: set[str] = set()
    for top, inside in roots.items():
        dirty = _dirty(top)
        found.update(path for path, below in inside if below in dirty)
    return found


@functools.cache
def root(folder: str) -> str | None:
    """The nearest folder above that holds a ``.git``, without asking git once a folder."""
    if os.path.lexists(os.path.join(folder, ".git")):
        return folder
    above = os.path.dirname(folder)
    return None if above == folder else root(above)


_UNMERGED = frozenset({"DD", "AU", "UD", "UA", "DU", "AA", "UU"})


def _dirty(root: str) -> set[str]:
    arguments = ("--porcelain", "-z", "--no-renames", "--untracked-files=all")
    output = git(root, "status", *arguments, "--ignore-submodules=all")
    found = {entry[3:] for entry in names(output) if entry[:2] not in _UNMERGED}
    # Of files that git was told not to look at (update-index --assume-unchanged,
    # --skip-worktree) it can't say.
    listed = names(git(root, "ls-files", "-z", "-v"))
    return found.union(entry[2:] for entry in listed if entry[0] == "S" or entry[0].islower())
