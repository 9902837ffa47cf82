"""Which repositories a fleet run is about: folders of clones, lists, bare mirrors, URLs."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|[\w.-]+@[\w.-]+:")


class SourceError(Exception):
    """A source that names no repository; the message is one line."""


@dataclass(frozen=True, slots=True)
class FleetRepository:
    """One repository of the fleet: a name of its own, and the path or URL it is found at."""

    name: str
    location: str

    @property
    def remote(self) -> bool:
        """Whether it must be cloned first."""
        return is_url(self.location)

    @property
    def shown(self) -> str:
        """The location without user name and password."""
        return without_credentials(self.location)


def is_url(text: str) -> bool:
    """Whether ``text`` is a clone URL, in one of git's two forms."""
    return _URL.match(text) is not None


def without_credentials(location: str) -> str:
    """``location`` without what stands before ``@`` in the host part of a URL."""
    if "://" not in location:
        return location
    parts = urlsplit(location)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def find_repositories(sources: Iterable[str]) -> list[FleetRepository]:
    """The repositories that ``sources`` name, each once, in the order of their names.

    Raises ``SourceError`` for a source that isn't there or holds no repository.
    """
    found: dict[str, None] = {}
    for source in sources:
        locations = list(_source_locations(source))
        if not locations:
            raise SourceError(f"{source}: no repository in it")
        found.update(dict.fromkeys(locations))
    taken: set[str] = set()
    named = []
    for location in sorted(found, key=lambda one: (_name_stem(one), one)):
        name = _free_name(_name_stem(location), taken)
        taken.add(name.lower())
        named.append(FleetRepository(name, location))
    return named


def _source_locations(source: str) -> Iterator[str]:
    if is_url(source):
        yield source
    elif is_repository(source):
        yield os.path.abspath(source)
    elif os.path.isdir(source):
        yield from _repositories_below(os.path.abspath(source), 2)
    elif os.path.isfile(source):
        yield from _listed_locations(source)
    else:
        raise SourceError(f"{source}: no such file or directory")


def is_repository(path: str) -> bool:
    """Whether ``path`` is the top of a work tree or a bare repository."""
    if os.path.lexists(os.path.join(path, ".git")):
        return True
    parts = ("HEAD", "objects", "refs")
    return all(os.path.exists(os.path.join(path, part)) for part in parts)


def _repositories_below(folder: str, depth: int) -> Iterator[str]:
    """Repositories in ``folder`` and, as hosts group them, one folder further down."""
    with os.scandir(folder) as entries:
        inside = sorted(entry.path for entry in entries if entry.is_dir(follow_symlinks=False))
    for path in inside:
        if is_repository(path):
            yield path
        elif depth > 1:
            yield from _repositories_below(path, depth - 1)


def _listed_locations(file: str) -> Iterator[str]:
    """A list has a path or URL on a line; ``#`` begins a comment; paths count from the list."""
    try:
        with open(file, encoding="utf-8-sig", errors="surrogateescape") as opened:
            lines = opened.read().splitlines()
    except OSError as error:
        raise SourceError(f"{file}: cannot be read: {error.strerror}") from None
    for number, line in enumerate(lines, 1):
        entry = line.partition(" #")[0].strip()
        if not entry or entry.startswith("#"):
            continue
        if is_url(entry):
            yield entry
            continue
        path = os.path.join(os.path.dirname(os.path.abspath(file)), os.path.expanduser(entry))
        if not is_repository(path):
            raise SourceError(f"{file}:{number}: {entry}: not a git repository")
        yield os.path.abspath(path)


def _name_stem(location: str) -> str:
    last = re.split(r"[/:\\]", location.rstrip("/\\"))[-1]
    return re.sub(r"[^\w.-]", "-", last.removesuffix(".git")).lstrip(".") or "repository"


def _free_name(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free.lower() in taken:
        number += 1
        free = f"{name}-{number}"
    return free
