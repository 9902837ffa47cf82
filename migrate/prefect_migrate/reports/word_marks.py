"""Which words of two similar lines differ, and a diff in colours that marks them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from prefect_migrate.printing import printable_piece, visible_text
from prefect_migrate.reports.style import Style

Part = tuple[str, bool]
"""A piece of a line, and whether it differs from the other line."""

_WORD = re.compile(r"\w+|\s+|.", re.DOTALL)
_LONGEST = 2_000
_LIKE = 0.4


def word_marks(old: str, new: str) -> tuple[list[Part], list[Part]]:
    """Both lines cut where they begin and cease to differ; unlike ones have no marks."""
    if len(old) + len(new) > _LONGEST:
        return [(old, False)], [(new, False)]
    before, after = _WORD.findall(old), _WORD.findall(new)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < _LIKE:
        return [(old, False)], [(new, False)]
    sides: tuple[list[Part], list[Part]] = ([], [])
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        for side, piece in zip(sides, ("".join(before[i1:i2]), "".join(after[j1:j2])), strict=True):
            if piece:
                side.append((piece, tag != "equal"))
    return sides


def marked_lines(
    old: Sequence[str], new: Sequence[str]
) -> tuple[list[list[Part]], list[list[Part]]]:
    """The lines of both sides of an edit, each in parts; lines at the same place are compared."""
    before: list[list[Part]] = []
    after: list[list[Part]] = []
    for its, other in zip_longest(old, new):
        if its is None or other is None:
            if its is not None:
                before.append([(its, False)])
            if other is not None:
                after.append([(other, False)])
            continue
        first, second = word_marks(its, other)
        before.append(first)
        after.append(second)
    return before, after


def coloured_diff(diff: str, style: Style) -> str:
    """A unified diff for a terminal; it is to be looked at, and no longer a patch."""
    return "".join(f"{line}\n" for line in _coloured_lines(diff.split("\n")[:-1], style))


def _coloured_lines(lines: Sequence[str], style: Style) -> Iterator[str]:
    at = 0
    while at < len(lines):
        line = lines[at]
        if at < 2:
            yield style.paint(visible_text(line), "bold")
        elif line.startswith("@@"):
            yield style.paint(visible_text(line), "cyan")
        elif line.startswith(("-", "+")):
            run = at
            while run < len(lines) and lines[run][:1] in ("-", "+", "\\"):
                run += 1
            yield from _coloured_edit(lines[at:run], style)
            at = run
            continue
        else:
            yield visible_text(line)
        at += 1


def _coloured_edit(lines: Sequence[str], style: Style) -> Iterator[str]:
    old = [line[1:] for line in lines if line.startswith("-")]
    new = [line[1:] for line in lines if line.startswith("+")]
    before, after = marked_lines(old, new)
    for sign, colour, parts in (("-", "red", before), ("+", "green", after)):
        for line in parts:
            yield style.paint(sign, colour) + "".join(
                style.paint(printable_piece(text), colour, *(["reverse"] if differs else []))
                for text, differs in line
            )
