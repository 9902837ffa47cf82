"""How a terminal shows things: colours, width, and what of a text would act instead of show."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

from prefect_migrate.model import Grade, Level
from prefect_migrate.printing import printable_piece, visible_text

STYLES = {
    "bold": "1",
    "dim": "2",
    "reverse": "7",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "blue": "34",
    "magenta": "35",
    "cyan": "36",
}
LEVELS: Mapping[Level, str] = {Level.NOTE: "dim", Level.MANUAL: "yellow", Level.ERROR: "red"}
GRADES: Mapping[str, str] = {
    Grade.CHOSEN.value: "blue",
    Grade.PROVEN.value: "green",
    Grade.EQUIVALENT.value: "green",
    Grade.POLICY.value: "cyan",
    Grade.NEEDS_REVIEW.value: "yellow",
}


@dataclass(frozen=True, slots=True)
class Style:
    """How much is said and how; ``width`` is that of the terminal.

    ``verbosity`` is -1 (quiet), 0 or 1; ``command`` is what was typed, for the next one to type;
    ``rules_url`` is where the rules' pages are hosted.
    """

    verbosity: int = 0
    colour: bool = False
    width: int = 80
    command: str = "prefect-migrate"
    rules_url: str = ""
    writes: bool = True

    def paint(self, text: str, *styles: str) -> str:
        """``text`` in colours, where colours are wanted."""
        if not self.colour or not text:
            return text
        return f"\x1b[{';'.join(STYLES[style] for style in styles)}m{text}\x1b[0m"

    def wrap(self, text: str, indent: str, first: str = "") -> list[str]:
        """``text`` in lines no wider than the terminal."""
        import textwrap

        lines = textwrap.wrap(
            " ".join(visible_text(text).split()),
            max(20, self.width),
            initial_indent=first or indent,
            subsequent_indent=indent,
            break_on_hyphens=False,
        )
        return [visible_text(line) for line in lines] or [first.rstrip()]

    def crop(self, text: str, width: int) -> str:
        """A line of code, cut where it would not fit in ``width`` columns."""
        text = printable_piece(text.rstrip("\r\n").expandtabs(4))
        if terminal_columns(text) <= width:
            return text
        kept = ""
        used = 1
        for char in text:
            used += terminal_columns(char)
            if used > width:
                break
            kept += char
        return f"{kept}…"


def use_colour(choice: str, stream: TextIO) -> bool:
    """Whether to write colours: what is asked for, then NO_COLOR, FORCE_COLOR, the terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return os.environ.get("TERM") != "dumb" and stream.isatty()


def terminal_columns(text: str) -> int:
    """How many columns a terminal gives ``text``."""
    if text.isascii():
        return len(text)
    import unicodedata

    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
