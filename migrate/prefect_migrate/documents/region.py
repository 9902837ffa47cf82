"""A stretch of code inside a document, and the document with new code in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


def _as_is(code: str) -> str:
    return code


@dataclass(frozen=True, slots=True)
class Region:
    """Code of one language inside a document.

    ``text`` is the code as its language sees it (dedented, decoded); the document's characters
    ``[start, end)`` hold it, and ``restore(new)`` gives the characters that replace them.
    ``line`` is the 0-based document line of the code's first line (``lines``, where they don't
    follow one another, that of each line of code), ``column`` the number of
    characters that stand before each of its lines (``columns``, where they differ, before one and
    the next). ``names_lines`` says that the document refers
    to lines of the code by number; ``skip`` says why the code must be left alone (``""``: it
    needn't). Regions of one ``program`` are read in order as one. ``stand_in`` is a name in the code of an
    earlier region that this one, which is a part of it, stands for.
    """

    language: str
    start: int
    end: int
    text: str
    line: int = 0
    column: int = 0
    restore: Callable[[str], str] = _as_is
    names_lines: bool = False
    skip: str = ""
    lines: tuple[int, ...] = ()
    program: str = ""
    stand_in: str = ""
    columns: tuple[int, ...] = ()

    def column_of(self, line: int) -> int:
        """The number of characters that stand before the 1-based ``line`` of the code."""
        return self.columns[line - 1] if line <= len(self.columns) else self.column


def whole_region(language: str, text: str) -> Region:
    """The region of a document that is code from its first character to its last."""
    return Region(language, 0, len(text), text)


def splice_regions(text: str, rewritten: Iterable[tuple[Region, str]]) -> str:
    """``text`` with each region's code replaced by the new code given for it.

    A region whose code didn't change leaves its characters untouched. Raises ``ValueError`` for
    regions that overlap.
    """
    pieces: list[str] = []
    at = 0
    pairs = list(rewritten)
    inner = [(r.stand_in, r.restore(code)) for r, code in pairs if r.stand_in and code != r.text]
    outer = [(r, _with_inner(code, inner)) for r, code in pairs if not r.stand_in]
    for region, code in sorted(outer, key=lambda pair: pair[0].start):
        if region.start < at:
            raise ValueError(f"code regions overlap at character {region.start}")
        pieces.append(text[at : region.start])
        unchanged = code == region.text
        pieces.append(text[region.start : region.end] if unchanged else region.restore(code))
        at = region.end
    pieces.append(text[at:])
    return "".join(pieces)


def _with_inner(code: str, inner: Iterable[tuple[str, str]]) -> str:
    for name, new in inner:
        code = code.replace(name, new)
    return code
