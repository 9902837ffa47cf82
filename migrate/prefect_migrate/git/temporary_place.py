"""Where a file is made before it takes the place of another one that git reads next."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from prefect_migrate.git_process import GitError, find_git_folder, find_top
from prefect_migrate.locked_folders import clean_folders, locked_folder


@contextlib.contextmanager
def temporary_place(target: Path) -> Iterator[Path]:
    """The path of a file to be made and renamed to ``target``.

    It is in the git folder: what a kill leaves there is nothing of the work tree, and whoever
    comes next removes it. Raises ``OSError``.
    """
    parent = _shared_folder(target)
    clean_folders(parent)
    with locked_folder(parent) as folder:
        yield Path(folder) / "merged"


def put_merged(path: Path, data: bytes) -> None:
    """Let ``path`` hold ``data``: whoever kills us finds the old bytes or the new ones.

    Raises ``OSError``.
    """
    target = Path(os.path.realpath(path))
    if target.read_bytes() == data:
        return
    with temporary_place(target) as temporary:
        temporary.write_bytes(data)
        temporary.chmod(target.stat().st_mode & 0o7777)
        temporary.replace(target)


def _shared_folder(target: Path) -> str:
    """The git folder of the file's repository, where a file can be renamed from there."""
    beside = str(target.parent)
    top = find_top(beside)
    with contextlib.suppress(GitError, OSError):
        if top is not None:
            inside = Path(find_git_folder(top))
            if inside.stat().st_dev == target.stat().st_dev and os.access(inside, os.W_OK):
                return str(inside)
    return beside
