"""Text of a side, as a report quotes it."""

from __future__ import annotations

QUOTED = 400
"""How many characters of a text are quoted."""


def quoted_line(text: str) -> str:
    """A text on one line, in quotes, cut where it is long."""
    line = " ".join(text.split())
    return f"“{line}”" if len(line) <= QUOTED else f"“{line[: QUOTED - 1].rstrip()}…”"
