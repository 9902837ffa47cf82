"""Line edits: what a merge asks of the newer variant's lines, and which of them meet."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from prefect_migrate.model import Line


class Stream(NamedTuple):
    """A YAML stream inside a variant: its whole lines ``[start, end)``, 0-based, indented alike.

    ``indent`` is the number of blanks that stand before every line of the stream because of what
    it is embedded in (a fence in a list, say); 0 for a file or an unindented fence.
    """

    start: int
    end: int
    indent: int = 0


@dataclass(frozen=True, slots=True)
class LineEdit:
    """Put ``lines`` in the place of the newer variant's lines ``[start, end)`` (0-based).

    ``start == end`` inserts before line ``start``. Every line ends as lines of the file end and
    carries its origin: a line taken over unchanged from either side names that side and the
    0-based line of the *conflicted file* (``variant.origin[i]``); a line that stands in neither,
    re-indented or renamed ones included, has the source ``rule`` and names the rule.
    """

    start: int
    end: int
    lines: tuple[Line, ...]


def apply_edits(lines: Sequence[Line], edits: Iterable[LineEdit]) -> tuple[Line, ...]:
    """The lines after all ``edits``, which must not overlap; insertions keep their given order.

    Raises ``ValueError`` for edits that overlap or lie outside.
    """
    result: list[Line] = []
    at = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if edit.start < at or edit.end < edit.start or edit.end > len(lines):
            raise ValueError(f"line edit [{edit.start}, {edit.end}) overlaps or lies outside")
        result.extend(lines[at : edit.start])
        result.extend(edit.lines)
        at = edit.end
    result.extend(lines[at:])
    return tuple(result)


class SpanIndex:
    """Half-open spans in any order; asking takes the logarithm of their number."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._ends = list(accumulate((end for _, end in ordered), max))

    def meets(self, start: int, end: int) -> bool:
        """Whether a span shares lines with ``[start, end)``, or lies within it; as two edits do."""
        before = bisect_left(self._starts, end)
        return before > 0 and start < self._ends[before - 1]
