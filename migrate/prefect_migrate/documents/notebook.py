"""Jupyter notebooks: all Python cells as one module, put back cell by cell.

A name is imported in one cell and used in another, so the cells are migrated together. Only the
``source`` of cells that change is written anew, in the file's own style; every other byte of the
JSON stays.
"""

from __future__ import annotations

import ast
import functools
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from prefect_migrate.documents.region import Region
from prefect_migrate.model import Refusal, split_lines

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")
_MARK = "# __prefect_migrate_cell_{}__\n"
_MARKS = re.compile(r"# __prefect_migrate_cell_(\d+)__\n?")
_MAGIC = re.compile(
    r"^(?P<lead>[ \t]*(?:[\w., ]+=[ \t]*)?)(?P<magic>[%!][^\n]*|[\w.]+\?{1,2})$", re.M
)
_PYTHON_CELLS = ("%%time", "%%timeit", "%%capture", "%%prun")


@dataclass(frozen=True, slots=True)
class _Cell:
    """A code cell: the characters ``[start, end)`` of its ``source`` value, and what they say."""

    start: int
    end: int
    text: str
    raw: str
    line: int


def regions(text: str) -> tuple[Region, ...]:
    """One region that holds the code of all Python cells.

    Raises ``Refusal`` for a file that isn't JSON of a notebook.
    """
    cells = [cell for cell in _cells(text) if _is_python(cell.text)]
    parts: list[tuple[_Cell, str, dict[str, str]]] = []
    for number, cell in enumerate(cells):
        code, magics = _without_magics(cell.text, number)
        if _parses(code):
            parts.append((cell, code, magics))
    if not parts:
        return ()
    joined, lines = "", []
    for number, (cell, code, _) in enumerate(parts):
        body = code if code.endswith("\n") or not code else code + "\n"
        joined += _MARK.format(number) + body
        lines += [cell.line, *range(cell.line, cell.line + body.count("\n"))]
    first, last = parts[0][0].start, parts[-1][0].end
    restore = functools.partial(_restore, text[first:last], first, tuple(parts))
    return (Region("python", first, last, joined, restore=restore, lines=tuple(lines)),)


# --- reading ----------------------------------------------------------------------------------------


def _cells(text: str) -> Iterator[_Cell]:
    try:
        whole = json.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise Refusal(f"not JSON: {error}", line, help="mend the notebook's file") from None
    if not isinstance(whole, dict) or not isinstance(whole.get("cells"), list):
        raise Refusal("not a notebook of format 4: it has no list of cells")
    if _language(whole) not in {"python", "ipython", "python3", ""}:
        return
    for key, start, _ in _members(text, _skip(text, 0)):
        if key != "cells":
            continue
        for at in _elements(text, start):
            members = {k: (s, e) for k, s, e in _members(text, at)}
            kind = json.loads(text[slice(*members["cell_type"])]) if "cell_type" in members else ""
            if kind == "code" and "source" in members:
                begin, end = members["source"]
                yield _cell(text, begin, end)


def _cell(text: str, start: int, end: int) -> _Cell:
    raw = text[start:end]
    value = json.loads(raw)
    source = "".join(value) if isinstance(value, list) else str(value)
    inner = raw.find('"') if isinstance(value, list) else 0
    line = text.count("\n", 0, start + max(inner, 0))
    return _Cell(start, end, source, raw, line)


def _language(whole: dict[str, Any]) -> str:
    metadata = whole.get("metadata") or {}
    info = metadata.get("language_info") or {}
    kernel = metadata.get("kernelspec") or {}
    return str(info.get("name") or kernel.get("language") or "").lower()


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _members(text: str, at: int) -> Iterator[tuple[str, int, int]]:
    """Key and the characters of the value for each member of the object at ``at``."""
    at = _skip(text, at + 1)
    while text[at] != "}":
        key, at = _DECODER.raw_decode(text, at)
        start = _skip(text, _skip(text, at) + 1)
        _, end = _DECODER.raw_decode(text, start)
        yield key, start, end
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)


def _elements(text: str, at: int) -> Iterator[int]:
    """Where each element of the array at ``at`` starts."""
    at = _skip(text, at + 1)
    while text[at] != "]":
        yield at
        _, end = _DECODER.raw_decode(text, at)
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)


# --- magics -----------------------------------------------------------------------------------------


def _is_python(text: str) -> bool:
    return not text.lstrip().startswith("%%") or text.lstrip().startswith(_PYTHON_CELLS)


def _without_magics(text: str, cell: int) -> tuple[str, dict[str, str]]:
    """The cell with a name in the place of each magic, and the magic for each name."""
    magics: dict[str, str] = {}

    def stand_in(match: re.Match[str]) -> str:
        name = f"__prefect_migrate_magic_{cell}_{len(magics)}__"
        magics[name] = match["magic"]
        return match["lead"] + name

    return _MAGIC.sub(stand_in, text), magics


def _parses(code: str) -> bool:
    try:
        ast.parse(code)
    except (SyntaxError, ValueError):
        return False
    return True


# --- writing ----------------------------------------------------------------------------------------


def _restore(
    old: str, offset: int, parts: Sequence[tuple[_Cell, str, dict[str, str]]], new: str
) -> str:
    pieces = _MARKS.split(new)
    if len(pieces) != 2 * len(parts) + 1 or pieces[0].strip():
        raise Refusal("an edit would move code from one cell to another", help="migrate it by hand")
    made, at = [], 0
    for number, (cell, code, magics) in enumerate(parts):
        body = pieces[2 * number + 2]
        if not code.endswith("\n"):
            body = body.removesuffix("\n")
        made.append(old[at : cell.start - offset])
        made.append(cell.raw if body == code else _encoded(cell.raw, _magical(body, magics)))
        at = cell.end - offset
    return "".join(made) + old[at:]


def _magical(text: str, magics: dict[str, str]) -> str:
    for name, magic in magics.items():
        text = text.replace(name, magic)
    return text


def _encoded(raw: str, text: str) -> str:
    """The JSON of a cell's source in the style of ``raw``: a string, or a list of lines."""
    ascii_only = raw.isascii() and "\\u" in raw
    encode = functools.partial(json.dumps, ensure_ascii=ascii_only)
    if not raw.startswith("["):
        return encode(text)
    strings = [encode(line) for line in split_lines(text)]
    if not strings:
        return "[]"
    lead = raw[1 : raw.index('"')]
    tail = raw[raw.rindex('"') + 1 : -1]
    return "[" + lead + ("," + (lead if "\n" in lead else " ")).join(strings) + tail + "]"
