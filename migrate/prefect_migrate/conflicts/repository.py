"""What git knows of a few files: stages, blobs, and the commits that changed them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from prefect_migrate.git_process import GitError, find_top, run_in_repository

NO_BLOB = re.compile(r"0+")


@dataclass(frozen=True, slots=True)
class Stage:
    """One entry of the index of an unmerged path: 1 is the base, 2 ours, 3 theirs."""

    number: int
    mode: str
    blob: str


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit as history shows it: ``date`` is the day it was made, ``parents`` are full ids."""

    id: str
    parents: tuple[str, ...]
    date: str
    subject: str

    def __str__(self) -> str:
        return f"{self.id[:10]} ({self.date}, {self.subject})"


@dataclass(slots=True)
class PathHistory:
    """The history of one path: which commits brought each blob, newest first.

    ``merges`` holds, for each merge commit that shows the path as changed, the blob it wrote.
    """

    brought: dict[str, list[Commit]] = field(default_factory=dict)
    merges: dict[str, tuple[Commit, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Repository:
    """A working tree; paths of its methods are relative to ``top``, with forward slashes."""

    top: Path

    def git(self, *arguments: str, given: bytes | None = None) -> bytes | None:
        """The output of a git command run at the top, ``None`` if it failed."""
        try:
            ran = run_in_repository(
                str(self.top), "--literal-pathspecs", *arguments, given=given or b""
            )
        except GitError:
            return None
        return None if ran.code else ran.output

    def relative(self, path: Path) -> str:
        """``path`` as git names it; links in its folder are followed, the file itself is not."""
        return (path.parent.resolve() / path.name).relative_to(self.top).as_posix()

    def stages(self, paths: Sequence[str] = ()) -> dict[str, dict[int, Stage]]:
        """The unmerged paths with their stages; all of them where ``paths`` is empty."""
        listed = self.git("ls-files", "-u", "-z", "--full-name", "--", *paths)
        found: dict[str, dict[int, Stage]] = {}
        for entry in _decode_text(listed).split("\0"):
            if entry:
                meta, path = entry.split("\t", 1)
                mode, blob, number = meta.split(" ")
                found.setdefault(path, {})[int(number)] = Stage(int(number), mode, blob)
        return found

    def blobs(self, names: Sequence[str]) -> list[bytes | None]:
        """The contents of objects such as an id or ``commit:path``, ``None`` for what is no blob.

        One git process for all.
        """
        askable = [name for name in names if "\n" not in name]
        given = "".join(f"{name}\n" for name in askable).encode("utf-8", "surrogateescape")
        data = self.git("cat-file", "--batch", given=given) if askable else b""
        if data is None:
            return [None] * len(names)
        read: dict[str, bytes | None] = {}
        position = 0
        for name in askable:
            end = data.index(b"\n", position)
            header = data[position:end].split(b" ")
            position = end + 1
            read[name] = None
            if header[-1].isdigit():
                size = int(header[-1])
                if header[-2] == b"blob":
                    read[name] = data[position : position + size]
                position += size + 1
        return [read.get(name) for name in names]

    def ids(self, names: Sequence[str]) -> list[str | None]:
        """The full ids of objects such as ``commit:path``, ``None`` for what isn't there."""
        askable = [name for name in names if "\n" not in name]
        given = "".join(f"{name}\n" for name in askable).encode("utf-8", "surrogateescape")
        data = self.git("cat-file", "--batch-check=%(objectname)", given=given) if askable else b""
        answers = _decode_text(data).splitlines()
        known = {
            name: answer
            for name, answer in zip(askable, answers, strict=False)
            if re.fullmatch(r"[0-9a-f]{40,64}", answer)
        }
        return [known.get(name) for name in names]

    def hash_name(self) -> str:
        """The name of the repository's hash, ``sha1`` or ``sha256``."""
        return _decode_text(self.git("rev-parse", "--show-object-format")).strip() or "sha1"

    def commit(self, name: str) -> Commit | None:
        """The commit that ``name`` (an id, also abbreviated) stands for."""
        shown = self.git(
            "log",
            "--no-show-signature",
            "-1",
            "--format=%H %P%x02%cs %s",
            "--end-of-options",
            f"{name}^{{commit}}",
            "--",
        )
        return _parse_commit(_decode_text(shown).rstrip("\n")) if shown else None

    def history(self, paths: Sequence[str]) -> dict[str, PathHistory]:
        """The versions of every path on any branch, in one pass over the history.

        Merges are compared with each parent (``-m``) and branches that were merged away are
        walked too (``--full-history``); a path's earlier names are not followed.
        """
        found = {path: PathHistory() for path in paths}
        data = self.git(
            "log",
            "--no-show-signature",
            "--no-ext-diff",
            "--all",
            "--raw",
            "-z",
            "--no-abbrev",
            "--no-renames",
            "--full-history",
            "-m",
            "--format=%x01%H %P%x02%cs %s",
            "HEAD",
            "--",
            *paths,
        )
        commit: Commit | None = None
        blob = ""
        for token in _decode_text(data).split("\0"):
            token = token.lstrip("\n")
            if token.startswith("\x01"):
                header, _, raw = token[1:].partition("\n")
                commit = _parse_commit(header)
                token = raw.lstrip("\n")
            if token.startswith(":"):
                blob = token.split(" ")[3]
            elif token and commit is not None and token in found:
                _record_version(found[token], commit, blob)
        return found

    def is_ancestor(self, older: str, newer: str) -> bool:
        """Whether the commit ``older`` is an ancestor of ``newer`` or the same."""
        return self.git("merge-base", "--is-ancestor", older, newer) is not None

    def merge_bases(self, one: str, other: str) -> tuple[str, ...]:
        """The best common ancestors of two commits; several after a criss-cross merge."""
        return tuple(_decode_text(self.git("merge-base", "--all", one, other)).split())


def repository_of(folder: Path) -> Repository | None:
    """The repository whose working tree holds the real path ``folder``; ``None`` outside of any.

    That it can be asked is not said: git may find it broken, or somebody else's.
    """
    top = find_top(str(folder))
    return None if top is None else Repository(Path(top))


def by_repository(paths: Iterable[Path]) -> dict[Repository, list[Path]]:
    """The paths that lie in a repository, grouped by it."""
    groups: dict[Repository, list[Path]] = {}
    for path in paths:
        folder = path.parent.resolve()
        repository = repository_of(folder) if folder.is_dir() else None
        if repository is not None:
            groups.setdefault(repository, []).append(path)
    return groups


def _record_version(versions: PathHistory, commit: Commit, blob: str) -> None:
    if not NO_BLOB.fullmatch(blob):
        commits = versions.brought.setdefault(blob, [])
        if commit not in commits:
            commits.append(commit)
    if len(commit.parents) > 1:
        versions.merges[commit.id] = (commit, blob)


def _parse_commit(header: str) -> Commit:
    ids, _, rest = header.partition("\x02")
    date, _, subject = rest.partition(" ")
    own, *parents = ids.split()
    return Commit(own, tuple(parents), date, subject)


def _decode_text(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", "surrogateescape")
