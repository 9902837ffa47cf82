"""Throw-away folders: each in use is locked, so that what a killed run left can be told apart.

A folder stands beside its lock file, which is made before and removed after it.
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import tempfile
from collections.abc import Iterator

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]

_PREFIX = "prefect-migrate-"
_LOCK = ".lock"


@contextlib.contextmanager
def locked_folder(parent: str, prefix: str = _PREFIX) -> Iterator[str]:
    """A new folder below ``parent`` that is removed when the work is done.

    The processes that are started in its time inherit the lock where they may inherit files at
    all: what they still write to when a kill has ended us is not cleaned away under them.
    """
    lock, name = _new_lock(parent, prefix)
    folder = name.removesuffix(_LOCK)
    try:
        os.mkdir(folder, 0o700)
        yield folder
    finally:
        with contextlib.suppress(OSError):
            _remove(name)
        os.close(lock)


@contextlib.contextmanager
def scratch_folder() -> Iterator[str]:
    """A locked folder among the system's temporary ones; those of killed runs are removed."""
    parent = tempfile.gettempdir()
    _clean_once(parent)
    with locked_folder(parent) as folder:
        yield folder


def clean_folders(parent: str, prefix: str = _PREFIX) -> None:
    """Remove what killed runs left below ``parent``; what a run works in now is locked, and stays."""
    with contextlib.suppress(OSError):
        for name in os.listdir(parent):
            if name.startswith(prefix) and name.endswith(_LOCK):
                _clean_folder(os.path.join(parent, name))


@functools.cache
def _clean_once(parent: str) -> None:
    clean_folders(parent)


def _clean_folder(name: str) -> None:
    with contextlib.suppress(OSError):
        lock = os.open(name, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
        try:
            _take_lock(lock)
            _remove(name)
        finally:
            os.close(lock)


def _remove(name: str) -> None:
    """Remove the folder of a lock file, then the file.

    While a child of a killed run still writes there, both stay for who cleans next: without its
    lock file nobody would know the folder for one of ours.
    """
    folder = name.removesuffix(_LOCK)
    shutil.rmtree(folder, ignore_errors=True)
    if not os.path.lexists(folder):
        os.unlink(name)


def _new_lock(parent: str, prefix: str) -> tuple[int, str]:
    """A lock file that is ours: its descriptor and its path.

    Between making and locking it another run may clean it away as one that nobody holds; so it
    counts only if it still has its name once it is locked.
    """
    while True:
        os.makedirs(parent, exist_ok=True)
        try:
            lock, name = tempfile.mkstemp(prefix=prefix, suffix=_LOCK, dir=parent)
        except FileNotFoundError:  # another run found the folder empty, and removed it
            continue
        try:
            _take_lock(lock, wait=True)
            if os.fstat(lock).st_nlink:
                os.set_inheritable(lock, True)
                return lock, name
        except BaseException:
            os.close(lock)
            raise
        os.close(lock)


def _take_lock(lock: int, *, wait: bool = False) -> None:
    """Raises ``OSError`` where a process that lives holds the lock, unless it is waited for."""
    if fcntl is not None:
        fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
