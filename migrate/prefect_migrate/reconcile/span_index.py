"""Many spans of lines, asked which of them some lines meet."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate


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
