"""What a run wrote, kept so that it can be taken back.

A run's journal is one file of JSON lines under the user's state folder. Each entry stands on the
disk before its file is touched, and holds the bytes that the file had: whatever moment the tool
is killed at, a file is either as the entry found it or as the entry says it became.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import itertools
import json
import os
import sys
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]

from prefect_migrate.regular_files import MissingError, UnreadableError, read_regular

KEPT_RUNS = 20
_SUFFIX = ".jsonl"
_VERSION = 1


def journal_folder() -> Path:
    """The folder of the journals; ``PREFECT_MIGRATE_STATE_DIR`` names another.

    Raises ``OSError`` for a user without a home, as in a container.
    """
    named = os.environ.get("PREFECT_MIGRATE_STATE_DIR")
    if named:
        return Path(named) / "journal"
    import platformdirs

    try:
        state = platformdirs.user_state_dir("prefect-migrate", appauthor=False)
    except RuntimeError:
        raise OSError(0, "this user has no home directory") from None
    return Path(state) / "journal"


def content_digest(data: bytes) -> str:
    """The SHA-256 of ``data`` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One write: the file, the digests of its two states, and the bytes it had before.

    ``temp`` is the temporary file beside it that the write goes through.
    """

    path: str
    before: str
    after: str
    temp: str
    data: bytes


class Journal:
    """The journal of a run in progress; its file appears with the first entry."""

    def __init__(self, root: Path | None = None, argv: tuple[str, ...] = ()) -> None:
        self._root = root
        self._argv = argv or tuple(sys.argv[1:])
        self._fd: int | None = None
        self.path: Path | None = None
        self.entries = 0

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def record(self, path: Path, before: bytes, after: bytes, temp: Path) -> None:
        """Put on the disk that ``path`` is about to go from ``before`` to ``after``.

        Raises ``OSError`` where the journal can't be written.
        """
        if self._fd is None:
            self._fd = self._start()
        _append_line(
            self._fd,
            {
                "path": str(path),
                "before": content_digest(before),
                "after": content_digest(after),
                "temp": str(temp),
                "data": base64.b64encode(zlib.compress(before, 6)).decode("ascii"),
            },
        )
        self.entries += 1

    def close(self) -> None:
        """Close the journal's file."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def _start(self) -> int:
        root = self._root or journal_folder()
        root.mkdir(parents=True, exist_ok=True)
        _prune_journals(root)
        started = time.time_ns()
        # The names keep the order of the runs even where the clock was put back.
        number = max([started, *(_start_number(path) + 1 for path in root.glob(f"*{_SUFFIX}"))])
        self.path = root / f"{number:020d}-{os.getpid()}{_SUFFIX}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0)
        descriptor = os.open(self.path, flags, 0o600)
        head = {
            "version": _VERSION,
            "started": started / 1e9,
            "folder": str(Path.cwd()),
            "argv": self._argv,
        }
        _try_lock(descriptor)
        try:
            _append_line(descriptor, head)
        except BaseException:
            os.close(descriptor)
            self.path.unlink()
            raise
        return descriptor


def _try_lock(descriptor: int) -> bool:
    """Whether the file could be locked for this process, without those that it forks.

    The system frees the lock when the process ends, however it does.
    """
    if fcntl is None:
        return True
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True


def _append_line(descriptor: int, fields: dict[str, Any]) -> None:
    size = os.fstat(descriptor).st_size
    rest = memoryview(json.dumps(fields).encode("ascii") + b"\n")
    try:
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    except BaseException:
        # Half a line would spoil the next one.
        os.ftruncate(descriptor, size)
        raise


@dataclass(frozen=True, slots=True)
class JournalRun:
    """A run that the journal knows of; ``started`` is in seconds since the epoch."""

    journal: Path
    started: float
    folder: str
    argv: tuple[str, ...]

    @property
    def id(self) -> str:
        """The name by which ``undo`` takes this run."""
        return self.journal.name.removesuffix(_SUFFIX)

    def going_on(self) -> bool:
        """Whether the run is still at work: what it writes from now on isn't in its journal yet."""
        try:
            descriptor = os.open(self.journal, os.O_RDWR)
        except OSError:
            return False
        try:
            return not _try_lock(descriptor)
        finally:
            os.close(descriptor)

    def entries(self) -> list[JournalEntry]:
        """The run's writes, first to last; a last line that a kill cut off is not one."""
        return [entry for entry in self._entries() if entry is not None]

    def paths(self) -> Iterator[str]:
        """The files that the run wrote, without their bytes."""
        return (str(fields["path"]) for fields in _journal_lines(self.journal) if "path" in fields)

    def damaged(self) -> int:
        """How many lines of the journal can't be read: writes that can't be taken back."""
        return sum(entry is None for entry in self._entries())

    def _entries(self) -> Iterator[JournalEntry | None]:
        return map(_read_entry, itertools.islice(_journal_lines(self.journal), 1, None))


def known_runs(root: Path | None = None) -> list[JournalRun]:
    """The runs that can be undone, last one first. Raises ``OSError`` as ``journal_folder`` does."""
    root = root or journal_folder()
    found = (_read_run(journal) for journal in sorted(root.glob(f"*{_SUFFIX}"), reverse=True))
    return [run for run in found if run is not None]


def _read_run(journal: Path) -> JournalRun | None:
    """The run of a journal; one whose first line is damaged has a time, but no folder."""
    head = next(_journal_lines(journal), None)
    if head is None:
        return None
    try:
        if head["version"] != _VERSION:
            return None
        return JournalRun(journal, float(head["started"]), str(head["folder"]), tuple(head["argv"]))
    except (KeyError, TypeError, ValueError):
        return JournalRun(journal, _start_number(journal) / 1e9, "", ())


def _start_number(journal: Path) -> int:
    """The number that a journal's name begins with: the time it was started at, in nanoseconds."""
    digits = journal.name.partition("-")[0]
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 20 else 0


def _read_entry(fields: dict[str, Any]) -> JournalEntry | None:
    """The entry of a line; ``None`` for a line that doesn't hold what it says."""
    try:
        data = zlib.decompress(base64.b64decode(fields["data"], validate=True))
        if content_digest(data) != fields["before"]:
            return None
        return JournalEntry(fields["path"], fields["before"], fields["after"], fields["temp"], data)
    except (KeyError, TypeError, ValueError, zlib.error):
        return None


def last_run(beneath: Path, root: Path | None = None) -> JournalRun | None:
    """The last run that was started in or wrote below ``beneath``."""
    for run in known_runs(root):
        if Path(run.folder) == beneath:
            return run
        if any(Path(path).is_relative_to(beneath) for path in run.paths()):
            return run
    return None


UndoState = Literal["restored", "unchanged", "changed since", "missing", "failed"]


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of one file: ``unchanged`` needed nothing, the last three were left alone."""

    path: str
    state: UndoState
    reason: str = ""

    @property
    def done(self) -> bool:
        """Whether the file holds what it held before the run."""
        return self.state in ("restored", "unchanged")


class Write(Protocol):
    """Puts bytes in the place of a file by way of a temporary one; see ``writing.write_file``."""

    def __call__(self, path: Path, data: bytes, *, temp: Path) -> None:
        """Raises ``OSError`` where the file can't be written."""


def undo_run(run: JournalRun, write: Write) -> list[Undone]:
    """Bring the files of ``run`` back byte for byte, the last write first.

    The temporary files are those of the run: what a kill leaves of them, the next undo removes.

    A file that holds neither of the two states of its entry is left alone. Doing it again, after a
    kill or after putting such a file right, resumes where it stopped. The journal goes when every
    file is back, and stays where a part of it is damaged.
    """
    results: dict[str, Undone] = {}
    for entry in reversed(run.entries()):
        with contextlib.suppress(OSError):
            Path(entry.temp).unlink()
        earlier = results.get(entry.path)
        if earlier is None or earlier.done:
            result = _undo_one(entry, write)
            if earlier and earlier.state == "restored" and result.state == "unchanged":
                continue
            results[entry.path] = result
    done = list(results.values())[::-1]
    if all(result.done for result in done) and not run.damaged():
        run.journal.unlink(missing_ok=True)
    return done


def _undo_one(entry: JournalEntry, write: Write) -> Undone:
    path = Path(entry.path)
    try:
        now = content_digest(read_regular(entry.path))
        if now == entry.before:
            return Undone(entry.path, "unchanged")
        if now != entry.after:
            return Undone(entry.path, "changed since", "it has changed since the run")
        write(path, entry.data, temp=Path(entry.temp))
    except (MissingError, FileNotFoundError):
        return Undone(entry.path, "missing", "it no longer exists")
    except UnreadableError as error:
        return Undone(entry.path, "failed", str(error))
    except OSError as error:
        return Undone(entry.path, "failed", error.strerror or str(error))
    return Undone(entry.path, "restored")


def _journal_lines(journal: Path) -> Iterator[dict[str, Any]]:
    """What the lines hold; nothing for a damaged one, and no line that a kill cut off."""
    try:
        with journal.open("rb") as file:
            for line in file:
                if not line.endswith(b"\n"):
                    return
                try:
                    fields = json.loads(line)
                except ValueError:
                    fields = {}
                yield fields if isinstance(fields, dict) else {}
    except OSError:
        return


def _prune_journals(root: Path) -> None:
    for old in sorted(root.glob(f"*{_SUFFIX}"))[: -KEPT_RUNS + 1]:
        with contextlib.suppress(OSError):
            old.unlink()
