"""Read a file of a repository: a regular one, and no more of it than is sensible."""

from __future__ import annotations

import os
import stat

from prefect_codemods.size_limits import RAISE, LimitError, file_limit


class UnreadableError(Exception):
    """A file that can't be read, isn't a regular one, or is too large; the message says which."""


class MissingError(UnreadableError):
    """There is no such file."""


def largest_size() -> int:
    """How many bytes a file to migrate may have. Raises ``UnreadableError`` where none is known."""
    try:
        return file_limit()
    except LimitError as error:
        raise UnreadableError(str(error)) from None


def too_large(limit: int) -> UnreadableError:
    """What is said of a file with more bytes than ``limit``, the largest size."""
    return UnreadableError(
        f"larger than {limit >> 20} MiB, the most that is read of one file; {RAISE}"
    )


def read_regular(path: str, limit: int = 0) -> bytes:
    """The bytes of a regular file of at most ``limit`` bytes (0: any size).

    A pipe that nobody writes to is not waited for, a device not read to its end. Raises
    ``UnreadableError``.
    """
    data = _read_start(path, limit)
    if limit and len(data) > limit:
        raise UnreadableError(f"larger than {limit:,} bytes")
    return data


def read_whole(path: str) -> bytes:
    """The bytes of a regular file that is to be migrated, where it has no more than ``largest_size``.

    Raises ``UnreadableError``.
    """
    limit = largest_size()
    data = _read_start(path, limit)
    if len(data) > limit:
        raise too_large(limit)
    return data


def _read_start(path: str, limit: int) -> bytes:
    """The first bytes of a regular file: one more than ``limit`` at most, all where that is 0."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with open(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise UnreadableError("not a regular file")
            return file.read(limit + 1) if limit else file.read()
    except (FileNotFoundError, NotADirectoryError):
        raise MissingError(f"path not found: `{path}`") from None
    except OSError as error:
        if not os.path.lexists(path):  # in a folder that isn't for us to look into
            raise MissingError(f"path not found: `{path}` ({error.strerror})") from None
        raise UnreadableError(f"could not be read: {error.strerror or error}") from None
