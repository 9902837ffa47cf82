"""The throw-away folders of a fleet's runs: each in use is locked, the others are cleaned."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]


@contextlib.contextmanager
def work_folder(home: str) -> Iterator[str]:
    """A new folder below ``home`` that is gone when the work is done."""
    every = os.path.join(home, "work")
    os.makedirs(every, exist_ok=True)
    lock, name = tempfile.mkstemp(suffix=".lock", dir=every)
    folder = name.removesuffix(".lock")
    try:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.mkdir(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with contextlib.suppress(OSError):
            os.unlink(f"{folder}.lock")
        os.close(lock)


def clean_work(home: str) -> None:
    """Remove what killed runs left; what a run works in now is locked, and stays."""
    every = os.path.join(home, "work")
    with contextlib.suppress(OSError):
        for name in os.listdir(every):
            _clean(os.path.join(every, name.removesuffix(".lock")))
    with contextlib.suppress(OSError):
        os.rmdir(every)


def _clean(folder: str) -> None:
    with contextlib.suppress(OSError):
        lock = os.open(f"{folder}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if fcntl is not None:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
            os.unlink(f"{folder}.lock")
        finally:
            os.close(lock)
