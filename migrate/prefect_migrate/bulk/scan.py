"""Which files matter: a byte search, before anything is decoded or imported.

Every file is read into the same buffer. What is looked for are bytes without which no rule has
anything to do, in either case, and the opening line of a merge conflict.
"""

from __future__ import annotations

import os
import stat
from collections import namedtuple
from collections.abc import Callable, Iterator

from prefect_codemods import document_kinds as kinds
from prefect_codemods.prefilter import Prefilter, default_prefilter
from prefect_migrate.bulk.discovery import Listing, SearchNote
from prefect_migrate.regular_files import UnreadableError, largest_size, too_large

_MARKER = b"<<<<<<<"
_OPENER = b"<<<<<<< "
_HEAD = 8000
_BUFFER = 1 << 20
_OVERLAP = 16

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_BINARY", 0)
)


# Neither typing nor dataclasses is imported, as in discovery.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple

    class Candidate(NamedTuple):
        """A file that matters; ``size`` is in bytes.

        ``hit`` is whether the words were found; a named file counts without. ``marked`` is
        whether it may hold conflict markers.
        """

        path: str
        size: int
        named: bool = False
        hit: bool = True
        marked: bool = True

else:
    Candidate = namedtuple("Candidate", "path size named hit marked", defaults=(False, True, True))


def search_words(prefilter: Prefilter) -> tuple[str, ...]:
    """What git searches for, in any case of letters; the space makes the marker found fast."""
    return (*prefilter.words, "<<<<<<< ")


class _Needles:
    """The bytes that a scan searches for, by searches that skip far."""

    def __init__(self, prefilter: Prefilter) -> None:
        self.prefilter = prefilter
        self.everywhere = (*prefilter.needles, _MARKER)
        self.outside_python = (*self.everywhere, *prefilter.other_program_needles)
        self.named = (*self.everywhere, *prefilter.needles_beside)

    def of(self, path: str, *, named: bool = False) -> tuple[bytes, ...]:
        """Those for the file ``path``; more of them for one that the user ``named``."""
        if path.endswith(kinds.PYTHON):
            return self.everywhere
        return self.named if named else self.outside_python

    def stand_in(self, path: str, data: bytearray, size: int, *, named: bool = False) -> bool:
        """Whether one of them stands in the first ``size`` bytes of ``data``."""
        # From the end: that search is faster by half.
        return any(data.rfind(needle, 0, size) >= 0 for needle in self.of(path, named=named))


def find_candidates(
    listing: Listing,
    known: Callable[[str, bytes], bool] | None = None,
    prefilter: Prefilter | None = None,
) -> Iterator[Candidate]:
    """The files of ``listing`` that matter, in its order; adds to its notes.

    Named files always matter. ``known`` is asked for the others, with the path and the bytes,
    whether they were found to need nothing before.
    """
    buffer = bytearray(_BUFFER)
    needles = _Needles(prefilter or default_prefilter())
    for path in listing.named:
        yield _named_candidate(path, buffer, needles)
    for path in listing.walked:
        try:
            size = _read(path, buffer)
            if size == _BUFFER:
                # It may hold more than the buffer, which is made once for all files.
                yield from _scan_large(path, listing, needles)
                continue
        except UnreadableError as error:
            listing.notes.append(SearchNote(path, str(error)))
            continue
        except OSError as error:
            _note_error(path, error, listing.notes)
            continue
        # What git found words in needn't be searched a second time.
        if path not in listing.matched and not needles.stand_in(path, buffer, size):
            continue
        data = bytes(buffer[:size])
        if path in listing.others or (
            path in listing.scripts and not kinds.found_by_shebang(data[:200])
        ):
            # Files of other kinds have nothing to migrate; they matter for their conflicts alone.
            if _may_conflict(data):
                yield Candidate(path, size)
            continue
        if _looks_concerned(path, data, needles) and (known is None or not known(path, data)):
            yield Candidate(path, size, marked=_MARKER in data)


def rules_concern(path: str, prefilter: Prefilter, data: bytes | None = None) -> bool:
    """Whether a rule may have to do with a file, or ``data`` as its bytes.

    Not if it can't be read.
    """
    if data is None:
        buffer = bytearray(_BUFFER)
        try:
            size = _read(os.path.realpath(path), buffer)
        except OSError:
            return False
    else:
        buffer, size = bytearray(data), len(data)
    needles = _Needles(prefilter)
    return size >= _BUFFER or (
        needles.stand_in(path, buffer, size, named=True)
        and _looks_concerned(path, bytes(buffer[:size]), needles)
    )


def _named_candidate(path: str, buffer: bytearray, needles: _Needles) -> Candidate:
    try:
        size = _read(os.path.realpath(path), buffer)
    except OSError:
        return Candidate(path, 0, named=True, hit=False)
    hit = size == _BUFFER or (
        needles.stand_in(path, buffer, size, named=True)
        and _looks_concerned(path, bytes(buffer[:size]), needles)
    )
    return Candidate(path, size, named=True, hit=hit)


def _may_conflict(data: bytes) -> bool:
    """Whether text of any kind may hold a conflict."""
    opened = data.startswith(_OPENER) or b"\n" + _OPENER in data
    return opened and b"\0" not in data[:_HEAD]


def _looks_concerned(path: str, data: bytes, needles: _Needles) -> bool:
    """A finer look at a file with one of the words: most Python that names the library only talks."""
    if _MARKER in data:
        return True
    if path.endswith(kinds.PYTHON):
        return needles.prefilter.python_uses(data)
    if any(needle in data for needle in needles.everywhere):
        return True
    return needles.prefilter.data_mentions_beside(data)


if hasattr(os, "readv"):

    def _read(path: str, buffer: bytearray) -> int:
        """Fill ``buffer`` with the file's first bytes; returns how many."""
        descriptor = os.open(path, _FLAGS)
        try:
            size = os.readv(descriptor, (buffer,))
            # A network file system may give less than there is.
            while size < _BUFFER and (more := os.read(descriptor, _BUFFER - size)):
                buffer[size : size + len(more)] = more
                size += len(more)
        finally:
            os.close(descriptor)
        return size

else:

    def _read(path: str, buffer: bytearray) -> int:
        """Fill ``buffer`` with the file's first bytes; returns how many."""
        with open(path, "rb", buffering=0) as file:
            return file.readinto(buffer) or 0


def _scan_large(path: str, listing: Listing, needles: _Needles) -> Iterator[Candidate]:
    """The same for a file that doesn't fit the buffer, piece by piece.

    Raises ``UnreadableError`` for one that is too large to be migrated.
    """
    tail = b""
    size = 0
    searched = needles.of(path)
    matters = path in listing.matched and path not in listing.others
    if path in listing.others:
        searched = (b"\n" + _OPENER,)
    with open(path, "rb", buffering=0, opener=_open_plainly) as file:
        limit = largest_size()
        if os.fstat(file.fileno()).st_size > limit and not matters:
            raise too_large(limit)
        while piece := file.read(_BUFFER):
            if not size and path in listing.scripts and not kinds.found_by_shebang(piece[:200]):
                return
            if not size and path in listing.others and b"\0" in piece[:_HEAD]:
                return
            size += len(piece)
            matters = matters or any(needle in tail + piece for needle in searched)
            tail = piece[-_OVERLAP:]
    if matters:
        yield Candidate(path, size)


def _open_plainly(path: str, _flags: int) -> int:
    return os.open(path, _FLAGS)


def _note_error(path: str, error: OSError, notes: list[SearchNote]) -> None:
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        notes.append(SearchNote(path, "vanished"))
        return
    if stat.S_ISLNK(mode):
        if not _leads_inside(path):
            notes.append(SearchNote(path, "a symbolic link that isn't followed"))
    elif not stat.S_ISDIR(mode):  # A folder is a submodule, a repository of its own.
        special = not stat.S_ISREG(mode)
        notes.append(
            SearchNote(path, "not a regular file" if special else error.strerror or str(error))
        )


def _leads_inside(path: str) -> bool:
    """Whether a link leads to a file below the working directory, which is found by itself."""
    target = os.path.realpath(path)
    return os.path.exists(target) and target.startswith(os.path.join(os.getcwd(), ""))
