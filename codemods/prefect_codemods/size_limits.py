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
    return _chosen_mebibytes() or _FILE


def python_limit() -> int:
    """How many characters of Python are read as one module. Raises ``LimitError``."""
    return _chosen_mebibytes() or _PYTHON


def _chosen_mebibytes() -> int:
    given = os.environ.get(VARIABLE, "")
    if given and not (given.isascii() and given.isdecimal() and len(given) < 10 and int(given)):
        raise LimitError(f"{VARIABLE} is not a number of MiB: {given[:40]}")
    return int(given or 0) * _MIB
