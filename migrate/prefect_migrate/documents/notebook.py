"""Jupyter notebooks: the Python cells in order as one program, each put back into its cell.

Shell cells and lines, files that a cell writes and the code in Markdown cells are read as what
they are. Only the ``source`` of cells that change is written anew, in the file's own style; every
other byte of the JSON stays.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from prefect_codemods.document_kinds import document_kind
from prefect_codemods.migration import Migration
from prefect_migrate.documents.json_text import JsonText, json_text
from prefect_migrate.documents.magics import (
    Magic,
    other_language,
    restore_magics,
    without_magics,
)
from prefect_migrate.documents.markdown_code import read_regions as page_regions
from prefect_migrate.documents.region import Region
from prefect_migrate.model import Refusal

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")
_LANGUAGES = {
    **dict.fromkeys(("python", "ipython", "python3", ""), "python"),
    **dict.fromkeys(("bash", "sh", "shell", "zsh"), "shell"),
}


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell with its number, its kind and its source."""

    number: int
    kind: str
    source: JsonText


def read_regions(text: str, migration: Migration) -> tuple[Region, ...]:
    """The code in all cells, in order.

    Raises ``Refusal`` for a file that isn't JSON of a notebook, with the place of what is wrong.
    """
    found: list[Region] = []
    language, cells = _read_notebook(text)
    for cell in cells:
        if not cell.source.text.strip():
            continue
        if cell.kind == "markdown":
            found += _page_regions(cell, migration)
        elif cell.kind == "code" and language == "python":
            found += _code_regions(cell)
        elif cell.kind == "code":
            found.append(_region_inside(cell, Region(language, 0, 0, cell.source.text), 0))
    return tuple(_place_regions(text, found))


def _page_regions(cell: _Cell, migration: Migration) -> Iterator[Region]:
    """The fences of a Markdown cell."""
    for region in page_regions(cell.source.text, migration):
        yield _embed_region(cell, region)


def _code_regions(cell: _Cell) -> Iterator[Region]:
    text = cell.source.text
    other = other_language(text)
    if other is None:
        yield from _python_regions(cell)
        return
    language, start = other
    if language.startswith("/"):
        language = document_kind(language, text[start:]).language
    yield _region_inside(cell, Region(language or "text", 0, 0, text[start:]), start)


def _python_regions(cell: _Cell) -> Iterator[Region]:
    """The Python of a cell, and behind it what its magics run."""
    code, magics = without_magics(cell.source.text, cell.number)
    whole = Region("python", 0, len(cell.source.text), code, program="cells")
    made = _embed_region(cell, whole)
    yield replace(made, restore=functools.partial(_with_magics, cell, magics))
    for magic in (magic for magic in magics if magic.language != "python"):
        inner = cell.source.text[magic.start : magic.end]
        kept = magic.text[: len(magic.text) - len(inner)]
        place = _region_inside(cell, Region(magic.language, 0, 0, inner), magic.start)
        yield replace(place, stand_in=magic.name, restore=kept.__add__)


def _with_magics(cell: _Cell, magics: tuple[Magic, ...], code: str) -> str:
    return cell.source.encoded(restore_magics(code, magics), len(cell.source.text))


def _region_inside(cell: _Cell, region: Region, start: int) -> Region:
    """A region whose text is that of the cell from ``start`` on."""
    return _embed_region(cell, replace(region, start=start, end=start + len(region.text)))


def _embed_region(cell: _Cell, region: Region) -> Region:
    """A region of a cell's text as one of the document."""
    source, end = cell.source, region.end
    first = source.text.count("\n", 0, region.start)
    lines = range(first, first + region.text.count("\n") + 1)
    starts = [0, *(m.end() for m in re.finditer("\n", source.text))]
    places = [source.places[starts[min(line, len(starts) - 1)]] for line in lines]
    return replace(
        region,
        start=source.places[region.start],
        end=source.places[end],
        restore=functools.partial(_encode_region, region, source.encoder(end)),
        program=f"{region.program} of {cell.kind}" if region.program else "",
        lines=tuple(places),
    )


def _encode_region(region: Region, encode: Callable[[str], str], new: str) -> str:
    return encode(region.restore(new))


def _place_regions(text: str, found: Iterable[Region]) -> Iterator[Region]:
    """The regions with lines of the document instead of offsets."""
    offset = line = 0
    for region in found:
        lines = []
        for place in region.lines:
            line += text.count("\n", offset, place) if place >= offset else 0
            line = line if place >= offset else text.count("\n", 0, place)
            offset = place
            lines.append(line)
        yield replace(region, lines=tuple(lines), line=lines[0])


# --- reading ----------------------------------------------------------------------------------------


def _read_notebook(text: str) -> tuple[str, list[_Cell]]:
    """The language of the code cells, ``text`` for one that isn't known here, and the cells."""
    try:
        whole = json.loads(text)
    except ValueError as error:
        line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
        raise Refusal(f"not JSON: {error}", line, column, help="repair the notebook file") from None
    except RecursionError:
        raise Refusal("not a notebook: nested too deeply") from None
    if not isinstance(whole, dict) or not isinstance(whole.get("cells"), list):
        raise Refusal("not a notebook of format 4: it has no list of cells")
    cells = []
    for key, start, _ in _object_members(text, _skip_blanks(text, 0)):
        if key == "cells":
            cells = [_read_cell(text, n, at) for n, at in enumerate(_array_elements(text, start))]
    return _LANGUAGES.get(_notebook_language(whole), "text"), cells


def _read_cell(text: str, number: int, at: int) -> _Cell:
    def malformed(what: str) -> Refusal:
        line = text.count("\n", 0, at) + 1
        column = at - text.rfind("\n", 0, at)
        message = f"cell {number + 1} of the notebook {what}"
        return Refusal(message, line, column, help="repair the notebook file")

    if text[at] != "{":
        raise malformed("is not an object")
    members = {key: (start, end) for key, start, end in _object_members(text, at)}
    kind = json.loads(text[slice(*members["cell_type"])]) if "cell_type" in members else None
    if not isinstance(kind, str):
        raise malformed("has no `cell_type`")
    if "source" not in members:
        raise malformed("has no `source`")
    source = json_text(text, *members["source"])
    if source is None:
        raise malformed("has a `source` that is neither a string nor a list of strings")
    return _Cell(number, kind, source)


def _notebook_language(whole: dict[str, Any]) -> str:
    """The language that the metadata names, ``""`` without any."""
    metadata = _as_mapping(whole.get("metadata"))
    info, kernel = (
        _as_mapping(metadata.get("language_info")),
        _as_mapping(metadata.get("kernelspec")),
    )
    return str(info.get("name") or kernel.get("language") or "").lower()


def _as_mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _skip_blanks(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _object_members(text: str, at: int) -> Iterator[tuple[str, int, int]]:
    """Key and the characters of the value for each member of the object at ``at``."""
    at = _skip_blanks(text, at + 1)
    while text[at] != "}":
        key, at = _DECODER.raw_decode(text, at)
        start = _skip_blanks(text, _skip_blanks(text, at) + 1)
        _, end = _DECODER.raw_decode(text, start)
        yield key, start, end
        at = _skip_blanks(text, end)
        if text[at] == ",":
            at = _skip_blanks(text, at + 1)


def _array_elements(text: str, at: int) -> Iterator[int]:
    """Where each element of the array at ``at`` starts."""
    at = _skip_blanks(text, at + 1)
    while text[at] != "]":
        yield at
        _, end = _DECODER.raw_decode(text, at)
        at = _skip_blanks(text, end)
        if text[at] == ",":
            at = _skip_blanks(text, at + 1)
