"""Run git, and live without it."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from prefect_migrate.model import split_lines

# The output is parsed, so it must not be in the user's language; a look must not take locks.
SURROUNDINGS = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_NO_LAZY_FETCH": "1",
}


# A hook sets them for the folder it is started in; elsewhere in the tree they mislead.
_TIES = ("GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_IMPLICIT_WORK_TREE")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a git command wrote, and its exit code."""

    code: int
    output: bytes
    errors: str

    @property
    def text(self) -> str:
        """The output as text; bytes that are no UTF-8 survive as surrogates."""
        return self.output.decode("utf-8", "surrogateescape")


def run(*arguments: str, cwd: Path | None = None, given: bytes | None = None) -> Ran | None:
    """Run ``git arguments`` in ``cwd`` with ``given`` as its input; ``None`` without git."""
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=cwd,
            input=given if given is not None else b"",
            capture_output=True,
            env=_surroundings(cwd),
            check=False,
        )
    except OSError:
        return None
    return Ran(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))


def _surroundings(cwd: Path | None) -> dict[str, str]:
    """Our environment; where git finds the repository by itself, without what names one."""
    found = {**os.environ, **SURROUNDINGS}
    if cwd is not None and any(name in found for name in _TIES):
        folder = cwd.resolve()
        if any((one / ".git").exists() for one in (folder, *folder.parents)):
            return {name: value for name, value in found.items() if name not in _TIES}
    return found


def output(*arguments: str, cwd: Path | None = None, given: bytes | None = None) -> bytes | None:
    """The output of a git command, ``None`` if it failed or there is no git."""
    ran = run(*arguments, cwd=cwd, given=given)
    return ran.output if ran is not None and ran.code == 0 else None


@dataclass(frozen=True, slots=True)
class LineMerge:
    """A merge by line: its text, and how many conflicts it holds."""

    text: str
    conflicts: int


def merge_file(
    ours: str,
    base: str | None,
    theirs: str,
    *,
    labels: Sequence[str] = ("ours", "base", "theirs"),
    style: str = "diff3",
    size: int = 7,
) -> LineMerge | None:
    """Merge by line with ``git merge-file``; ``base=None`` merges against nothing, two-way.

    ``labels`` are for ours, base and theirs; ``style`` is one of ``merge.conflictStyle``.
    ``None`` where there is no git or it refuses.
    """
    with tempfile.TemporaryDirectory(prefix="prefect-migrate-") as folder:
        paths = []
        for name, text in (("ours", ours), ("base", base or ""), ("theirs", theirs)):
            path = Path(folder, name)
            path.write_bytes(text.encode("utf-8", "surrogateescape"))
            paths.append(str(path))
        named = [part for label in labels for part in ("-L", label)]
        shown = [f"--{style}"] if style != "merge" and base is not None else []
        ran = run(
            "-c",
            "merge.conflictStyle=merge",
            "merge-file",
            "-p",
            *shown,
            f"--marker-size={size}",
            *named,
            *paths,
            cwd=Path(folder),
        )
    if ran is None or ran.code > 127:
        return None
    return LineMerge(ran.text, ran.code)


def free_size(size: int, *texts: str) -> int:
    """The marker size, at least ``size``, that no line of ``texts`` could be mistaken for."""
    taken = {
        len(line) - len(line.lstrip(line[0]))
        for text in texts
        for line in split_lines(text)
        if line[:7] in ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
    }
    while size in taken:
        size += 1
    return size
