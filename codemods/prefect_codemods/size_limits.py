"""How large a file may be; one variable of the environment raises or lowers all limits."""

from __future__ import annotations

import os

VARIABLE = "PREFECT_MIGRATE_MAX_MIB"
RAISE = f"set {VARIABLE} to a larger number of MiB to raise this limit"

_MIB = 1 << 20
_FILE = 256 * _MIB
# LibCST takes about 700 bytes of memory for a byte of source (measured with 1.9.0).
_PYTHON = 1_000_000


class LimitError(ValueError):
    """The variable holds no number; the message is one line."""


def file_limit() -> int:
    """How many bytes a file may have. Raises ``LimitError``."""
    return _told_mebibytes() or _FILE


def python_limit() -> int:
    """How many characters of Python are read as one module. Raises ``LimitError``."""
    return _told_mebibytes() or _PYTHON


def _told_mebibytes() -> int:
    told = os.environ.get(VARIABLE, "")
    if told and not (told.isascii() and told.isdecimal() and len(told) < 10 and int(told)):
        raise LimitError(f"{VARIABLE} is not a number of MiB: {told[:40]}")
    return int(told or 0) * _MIB
