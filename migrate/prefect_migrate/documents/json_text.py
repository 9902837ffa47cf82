"""A text that JSON holds as a string, or as a list of strings, with the place of each character."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from prefect_migrate.model import split_lines

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class JsonText:
    """The ``text``; ``places[i]`` is the offset in the document at which its character i stands.

    ``starts`` are the offsets in the text at which a string of the list begins, ``joiner`` what
    stands between two of them, and ``ascii_only`` whether other characters are written as escapes.
    """

    text: str
    places: tuple[int, ...]
    starts: frozenset[int]
    joiner: str
    ascii_only: bool

    def encoded(self, new: str, end: int) -> str:
        """``new`` as the document writes it, where it takes the place of text up to ``end``."""
        encode = functools.partial(json.dumps, ensure_ascii=self.ascii_only)
        if not self.joiner:
            return encode(new)[1:-1]
        lines = [encode(line)[1:-1] for line in split_lines(new)]
        if new.endswith("\n") and end in self.starts:
            lines.append("")
        return self.joiner.join(lines)

    def encoder(self, end: int) -> Callable[[str], str]:
        """``encoded`` for text up to ``end``."""
        return functools.partial(self.encoded, end=end)


def json_text(document: str, start: int, end: int) -> JsonText | None:
    """The text of the JSON value that stands at ``[start, end)``; ``None`` where it holds none."""
    raw = document[start:end]
    value = json.loads(raw)
    listed = isinstance(value, list)
    if not isinstance(value, str) and not (listed and all(isinstance(v, str) for v in value)):
        return None
    places: list[int] = []
    starts: set[int] = set()
    at = start
    for literal in _STRING.finditer(raw):
        starts.add(len(places))
        inner = range(start + literal.start() + 1, start + literal.end() - 1)
        places += [m.start() for m in _CHARACTER.finditer(document, inner.start, inner.stop)]
        at = inner.stop
    return JsonText(
        "".join(value),
        (*places, at),
        frozenset(starts),
        _string_joiner(raw) if listed else "",
        raw.isascii() and "\\u" in raw,
    )


def _string_joiner(raw: str) -> str:
    """What stands between two strings of a list, their quotes included."""
    found = _STRING.finditer(raw)
    first, second = next(found, None), next(found, None)
    if first is None:
        return '", "'
    if second is not None:
        return f'"{raw[first.end() : second.start()]}"'
    lead = raw[1 : first.start()]
    return f'",{lead if chr(10) in lead else " "}"'
