"""The files that were found to need nothing, so that the next run needn't parse them.

A file is known by its path and bytes, the tool's own code and the settings. What is kept is 16
bytes each in one file for a tool and settings; losing it costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import os
import sys
from contextlib import suppress

from prefect_migrate.model import Outcome
from prefect_migrate.settings import Settings

_SIZE = 16
# A million files; then the cache begins anew.
_MOST = _SIZE * 1_000_000
# Tools and settings.
_KEPT = 20


def cache_folder() -> str:
    """The folder of the cache; ``PREFECT_MIGRATE_CACHE_DIR`` names another.

    Empty for a user without a home, as in a container.
    """
    named = os.environ.get("PREFECT_MIGRATE_CACHE_DIR")
    if named:
        return named
    import platformdirs

    try:
        return str(platformdirs.user_cache_dir("prefect-migrate", appauthor=False))
    except RuntimeError:
        return ""


class Cache:
    """What is known of one tool and settings; read at once, written by ``save``."""

    def __init__(self, settings: Settings, root: str | None = None) -> None:
        self._key = _cache_key(settings)
        place = root or cache_folder()
        self._file = os.path.join(place, f"{self._key.hex()}.bin") if place else ""
        self._known: set[bytes] = set()
        self._new: list[bytes] = []
        with suppress(OSError), open(self._file, "rb") as file:
            data = file.read()
            ends = range(0, len(data) - _SIZE + 1, _SIZE)
            self._known = {data[start : start + _SIZE] for start in ends}

    def known(self, path: str, data: bytes) -> bool:
        """Whether the file was found to need nothing."""
        return self._digest(path, data) in self._known

    def learn(self, outcome: Outcome, data: bytes) -> None:
        """Remember the file if there is nothing at all to say of it."""
        if _has_nothing(outcome):
            digest = self._digest(outcome.source.path, data)
            if digest not in self._known:
                self._known.add(digest)
                self._new.append(digest)

    def save(self) -> None:
        """Write what was learnt; a cache that can't be written is no failure."""
        if not (self._new and self._file):
            return
        new, self._new = b"".join(self._new), []
        with suppress(OSError):
            folder, name = os.path.split(self._file)
            os.makedirs(folder, exist_ok=True)
            try:
                size = os.path.getsize(self._file)
            except FileNotFoundError:
                size = 0
                _prune_caches(folder, name)
            incomplete = size % _SIZE > 0
            if incomplete:
                # Behind a record that a kill cut off, nothing would be read.
                new = b"".join(self._known)
            # One write: two runs at once append whole records.
            with open(
                self._file, "wb" if incomplete or size > _MOST else "ab", buffering=0
            ) as file:
                file.write(new)

    def _digest(self, path: str, data: bytes) -> bytes:
        state = hashlib.blake2b(data, digest_size=_SIZE, key=self._key)
        state.update(b"\0" + os.fsencode(path))
        return state.digest()


def _prune_caches(folder: str, coming: str) -> None:
    """Keep the files of the tools and settings that were used last."""
    files = [os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".bin")]
    old = sorted((file for file in files if not file.endswith(coming)), key=os.path.getmtime)
    for file in old[: -_KEPT + 1]:
        with suppress(OSError):
            os.unlink(file)


def _has_nothing(outcome: Outcome) -> bool:
    return not (
        outcome.changed
        or outcome.changes
        or outcome.decisions
        or outcome.diagnostics
        or outcome.remaining
        or outcome.related
        or outcome.refusal
    )


def _cache_key(settings: Settings) -> bytes:
    """A digest of the tool and the settings."""
    state = hashlib.blake2b(tool_fingerprint(), digest_size=_SIZE)
    state.update(_plain_settings(settings).encode("utf-8", "surrogateescape"))
    return state.digest()


def tool_fingerprint() -> bytes:
    """A digest of the tool: its version, its files, and the Python it runs on."""
    import prefect_codemods
    import prefect_migrate

    state = hashlib.blake2b(digest_size=_SIZE)
    state.update(repr((prefect_migrate.__version__, sys.version)).encode())
    for package in (prefect_migrate, prefect_codemods):
        state.update(_package_fingerprint(os.path.dirname(os.path.abspath(package.__file__ or ""))))
    return state.digest()


def _plain_settings(settings: Settings) -> str:
    keys = sorted(settings.merge_keys.items())
    fields = [name for name in settings.__slots__ if name != "merge_keys"]
    return repr([(name, getattr(settings, name)) for name in fields] + [keys])


def _package_fingerprint(package: str) -> bytes:
    """Size and time of a package's files: a check-out that is worked on keeps its version."""
    entries = []
    for above, folders, files in os.walk(package):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(files):
            status = os.stat(os.path.join(above, name))
            entries.append((name, status.st_size, status.st_mtime_ns))
    return repr(entries).encode()
