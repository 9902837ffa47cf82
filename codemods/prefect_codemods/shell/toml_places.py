"""Where the keys of TOML stand, which its parser doesn't tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from prefect_codemods.lines import cut_lines

Path = tuple[str, ...]
"""The keys from the root of a document to one of its values; items of a list add none."""

_KEY = r"(?:[\w-]+|\"[^\"\n]*\"|'[^'\n]*')"
_DOTTED = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_HEADER = re.compile(rf"[ \t]*\[(?P<array>\[?)[ \t]*(?P<path>{_DOTTED})[ \t]*\]")
_ENTRY = re.compile(rf"[ \t]*(?P<path>{_DOTTED})[ \t]*=[ \t]*")
_VALUE = re.compile(
    r"(?P<value>\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|[^#\n\"'\[{]*?)[ \t]*(?:#[^\n]*)?\r?\n?$"
)
_FENCE = re.compile(r"\"\"\"|\'\'\'")
_NO_BRACKETS = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|#[^\n]*")
"""A string or a comment, in which a bracket begins no list."""
_ONE = re.compile(_KEY)


def leaf_values(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """The values of a parsed document that are no tables and no lists, with their paths."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaf_values(inner, (*path, key))
    elif isinstance(value, list):
        for inner in value:
            yield from leaf_values(inner, path)
    else:
        yield path, value


@dataclass(frozen=True, slots=True)
class TomlEntry:
    """A line that sets a key: the key with its table, and where all of it stands.

    ``value`` is empty where it isn't written out on this one line. The table of one of several
    in a list ends with ``[]``: what stands in it has no path of its own.
    """

    table: str
    key: str
    start: int
    key_at: int
    value_at: int
    value: str
    end: int

    @property
    def path(self) -> str:
        """The path of the key from the root of the file."""
        return f"{self.table}.{self.key}" if self.table else self.key


@dataclass(frozen=True, slots=True)
class Header:
    """A line that begins a table, or one of several in a list."""

    path: Path
    start: int


def key_lines(text: str) -> Iterator[Header | TomlEntry]:
    """The lines that begin a table or set a key, without those inside of strings and lists."""
    table = ""
    offset = 0
    fence = ""
    depth = 0
    for line in cut_lines(text):
        start, offset = offset, offset + len(line)
        if fence:
            # In a string of several lines nothing is a key; behind its end a list may go on or end.
            _, ended, behind = line.partition(fence)
            fence = "" if ended else fence
            depth += _opened_lists(behind)
            continue
        if line.lstrip().startswith("#"):
            continue
        if not depth and (header := _HEADER.match(line)):
            path = _dotted_keys(header["path"])
            table = ".".join(path) + ("[]" if header["array"] else "")
            yield Header(path, start)
            continue
        entry = None if depth else _ENTRY.match(line)
        value = _VALUE.match(line, entry.end()) if entry is not None else None
        if value is None:
            # The value goes on below, as a string or a list, whose lines set no keys.
            opened = _FENCE.search(line)
            fence = opened.group() if opened and line.count(opened.group()) % 2 else ""
            before = line[: opened.start()] if opened and fence else line
            depth += _opened_lists(before[entry.end() if entry is not None else 0 :])
        if entry is not None:
            yield TomlEntry(
                table,
                entry["path"],
                start,
                start + entry.start("path"),
                start + entry.end(),
                value["value"] if value is not None else "",
                offset,
            )


def _opened_lists(code: str) -> int:
    """How many lists the rest of a line opens, less those that it closes."""
    code = _NO_BRACKETS.sub("", code)
    return code.count("[") - code.count("]")


def set_lines(text: str) -> Iterator[TomlEntry]:
    """The lines of a text that set a key to a value of one line."""
    for line in key_lines(text):
        if isinstance(line, TomlEntry) and line.value and not re.search(r"\s", line.key):
            yield line


def key_places(text: str) -> dict[Path, int]:
    """The offset of each key that begins a line, and of each header, by its path."""
    places: dict[Path, int] = {}
    table: Path = ()
    for line in key_lines(text):
        if isinstance(line, Header):
            table = line.path
            places.setdefault(table, line.start)
        else:
            places.setdefault((*table, *_dotted_keys(line.key)), line.key_at)
    return places


def place_of(path: Path, places: dict[Path, int]) -> int:
    """The offset of the key at ``path``, or of what it stands in."""
    for length in range(len(path), 0, -1):
        if path[:length] in places:
            return places[path[:length]]
    return 0


def _dotted_keys(dotted: str) -> Path:
    return tuple(key.strip("\"'") for key in _ONE.findall(dotted))
