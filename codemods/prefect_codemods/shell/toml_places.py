"""TOML as its parser reads it, and where its keys stand, which the parser doesn't tell."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any

from prefect_codemods.findings import Refusal
from prefect_codemods.lines import cut_lines

Path = tuple[str, ...]
"""The keys from the root of a document to one of its values; items of a list add none."""

_KEY = r"(?:[\w-]+|\"[^\"\n]*\"|'[^'\n]*')"
_DOTTED = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_HEADER = re.compile(rf"[ \t]*\[\[?[ \t]*(?P<path>{_DOTTED})[ \t]*\]")
_ENTRY = re.compile(rf"[ \t]*(?P<path>{_DOTTED})[ \t]*=")
_ONE = re.compile(_KEY)


def parse_toml(text: str) -> dict[str, Any]:
    """The document that a TOML text holds.

    Raises ``Refusal`` for what isn't TOML.
    """
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"line (\d+)", str(error))
        raise Refusal(f"not valid TOML: {error}", int(line[1]) if line else 1) from None


def leaves(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """The values of a parsed document that are no tables and no lists, with their paths."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, path)
    else:
        yield path, value


def key_places(text: str) -> dict[Path, int]:
    """The offset of each key that begins a line, and of each header, by its path."""
    places: dict[Path, int] = {}
    table: Path = ()
    offset = 0
    for line in cut_lines(text):
        if header := _HEADER.match(line):
            table = _dotted_keys(header["path"])
            places.setdefault(table, offset)
        elif entry := _ENTRY.match(line):
            places.setdefault((*table, *_dotted_keys(entry["path"])), offset + entry.start("path"))
        offset += len(line)
    return places


def place_of(path: Path, places: dict[Path, int]) -> int:
    """The offset of the key at ``path``, or of what it stands in."""
    for length in range(len(path), 0, -1):
        if path[:length] in places:
            return places[path[:length]]
    return 0


def _dotted_keys(dotted: str) -> Path:
    return tuple(key.strip("\"'") for key in _ONE.findall(dotted))
