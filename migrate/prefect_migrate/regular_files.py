"""Read a file of a repository: a regular one, and no more of it than is sensible."""

from __future__ import annotations

import os
import stat


class UnreadableError(Exception):
    """A file that can't be read, isn't a regular one, or is too large; the message says which."""


class MissingError(UnreadableError):
    """There is no such file."""


def read_regular(path: str, limit: int = 0) -> bytes:
    """The bytes of a regular file of at most ``limit`` bytes (0: any size).

    A pipe that nobody writes to is not waited for, a device not read to its end. Raises
    ``UnreadableError``.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with open(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise UnreadableError("not a regular file")
            data = file.read(limit + 1) if limit else file.read()
    except (FileNotFoundError, NotADirectoryError):
        raise MissingError("could not be read: No such file or directory") from None
    except OSError as error:
        if not os.path.lexists(path):  # in a folder that isn't for us to look into
            raise MissingError(f"could not be read: {error.strerror}") from None
        raise UnreadableError(f"could not be read: {error.strerror or error}") from None
    if limit and len(data) > limit:
        raise UnreadableError(f"larger than {limit:,} bytes")
    return data
