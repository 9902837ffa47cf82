"""Where the real Prefect releases lie and which ones there are."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

RELEASES = ("0.10.7", "0.11.5", "0.12.6", "0.13.19", "0.14.22", "0.15.13", "1.4.1")
HERE = Path(__file__).resolve().parent
LOCK = HERE / "requirements.txt"
STAMP = "stamp"


def folder() -> Path:
    """The folder that holds the releases, or is to hold them."""
    chosen = os.environ.get("PREFECT_MIGRATE_REAL_PREFECT")
    return Path(chosen) if chosen else HERE.parent.parent / ".ci" / "real-prefect"


def stamp() -> str:
    """What the folder's stamp must say: the hash of the lock and of the releases."""
    return hashlib.sha256(LOCK.read_bytes() + " ".join(RELEASES).encode()).hexdigest() + "\n"


def fits(place: Path) -> bool:
    """Whether ``place`` holds what the lock asks for."""
    held = place / STAMP
    return held.is_file() and held.read_text(encoding="utf-8") == stamp()


def python(place: Path) -> str:
    """The interpreter that runs every release."""
    return str(place / "venv" / "bin" / "python")


def path(place: Path, release: str) -> str:
    """The folder to put on ``PYTHONPATH`` for ``release``."""
    return str(place / f"prefect-{release}")
