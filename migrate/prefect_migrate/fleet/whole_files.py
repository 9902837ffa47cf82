"""Files that stand there as a whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import suppress


def put_bytes(path: str, data: bytes) -> None:
    """Write a file at once and whole; its folder is made where it is missing.

    Raises ``OSError``, also for a device or a pipe, which a file must not take the place of.
    """
    if os.path.lexists(path) and not os.path.isfile(path):
        raise OSError(errno.EINVAL, "not a regular file", path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    # A new file of our own: another fleet may write there too, or somebody may have left a link.
    half = f"{path}.{secrets.token_hex(6)}.tmp"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(half, flags, 0o666)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
        os.replace(half, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(half)
        raise


def put_text(path: str, text: str) -> None:
    """The same for a text."""
    put_bytes(path, text.encode("utf-8"))
