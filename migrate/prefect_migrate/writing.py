"""Atomic writes: whoever reads the file, or kills the tool, finds the old bytes or the new ones.

The new bytes go to a temporary file in the same folder, which then takes the file's place. Mode,
owner and extended attributes are kept; a symbolic link stays one and its target is written. A file
with several hard links is refused: taking its place would cut the link, and writing into it could
be caught half done.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from pathlib import Path

from prefect_migrate.journal import Journal
from prefect_migrate.model import Refusal

TEMP_SUFFIX = ".prefect-migrate-tmp"
_CHANGED = "changed while it was being migrated"


def write_file(
    path: Path,
    data: bytes,
    *,
    before: bytes | None = None,
    journal: Journal | None = None,
    temp: Path | None = None,
) -> None:
    """Replace what ``path`` holds by ``data``.

    ``before`` is what the file held when it was read; ``journal`` keeps it for ``undo``. ``temp``
    is the temporary file, where its name is to be known to whoever cleans up after a kill. Raises
    ``Refusal``, with the file as it was, where it has changed since, is missing, can't be written, is
    no regular file or has several hard links.
    """
    try:
        target = Path(os.path.realpath(path, strict=True))
        status = target.stat()
        _check_target(target, status)
        held = target.read_bytes()
        if before is not None and held not in (before, data):
            raise Refusal(_CHANGED, help="run again")
        if held != data:
            temp = temp or target.with_name(f".{secrets.token_hex(6)}{TEMP_SUFFIX}")
            _replace_file(target, status, held, data, journal, temp)
    except FileNotFoundError:
        raise Refusal("vanished before it could be written") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise Refusal(f"cannot be written: {reason}") from None


def _check_target(target: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise Refusal("not a regular file")
    if status.st_nlink > 1:
        raise Refusal(
            f"has {status.st_nlink} hard links, and writing it would cut or change the others",
            help="make it a file of its own first: cp FILE FILE.new && mv FILE.new FILE",
        )
    if not os.access(target, os.W_OK):
        raise Refusal("read-only", help="make it writable first")


def _replace_file(
    target: Path,
    status: os.stat_result,
    held: bytes,
    data: bytes,
    journal: Journal | None,
    temp: Path,
) -> None:
    if journal is not None:
        try:
            journal.record(target, held, data, temp)
        except OSError as error:
            reason = error.strerror or str(error)
            where = f" ({error.filename})" if error.filename else ""
            raise Refusal(
                f"the journal cannot be written: {reason}{where}",
                help="without it nothing is changed; PREFECT_MIGRATE_STATE_DIR names a folder for it",
            ) from None
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temp, flags, 0o600)
    try:
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            _copy_attributes(target, status, descriptor, temp)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        _check_again(target, status)
        temp.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temp.unlink()
        raise


def _check_again(target: Path, before: os.stat_result) -> None:
    """Whether the file is still the one that was read: bringing the new one to the disk took time."""
    now = target.stat()
    fields = ("st_dev", "st_ino", "st_size", "st_mtime_ns", "st_nlink")
    if any(getattr(now, field) != getattr(before, field) for field in fields):
        raise Refusal(_CHANGED, help="run again")


def _copy_attributes(target: Path, status: os.stat_result, descriptor: int, temp: Path) -> None:
    made = os.fstat(descriptor)
    if hasattr(os, "fchown") and (made.st_uid, made.st_gid) != (status.st_uid, status.st_gid):
        os.fchown(descriptor, status.st_uid, status.st_gid)
    if hasattr(os, "listxattr"):
        kept = os.listxattr(target)
        # The folder may give new files an access list of their own.
        for name in set(os.listxattr(descriptor)).difference(kept):
            with contextlib.suppress(OSError):
                os.removexattr(descriptor, name)
        for name in kept:
            with contextlib.suppress(OSError):
                os.setxattr(descriptor, name, os.getxattr(target, name))
    # Last: a change of owner clears the set-user-id bits.
    temp.chmod(stat.S_IMODE(status.st_mode))
