"""Find the conflict markers of a file: a state machine over lines.

The shape is git's (``xdiff/xmerge.c`` writes it): at column 0 seven or more equal characters of
``<``, ``|``, ``=`` or ``>``, then the end of the line or a blank and a label. A frame is opened by
``<`` and only markers of the same size divide and close it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from prefect_migrate.model import Refusal

MARKER = re.compile(r"([ \t]*)(([<|=>])\3{6,})(?:[ \t]+(.*?))?[ \t]*\r?\n?", re.DOTALL)
JUJUTSU = re.compile(r"((%|\+|-)\2{6,})[ \t]+\S")
TABLE_ROW = re.compile(r"[ \t]*\|[^|]")


@dataclass(frozen=True, slots=True)
class Marker:
    """One marker line: its 0-based line, character, size, label and indentation."""

    line: int
    char: str
    size: int
    label: str
    indent: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to divide a frame: its ``|||||||`` line, if any, and its ``=======`` line."""

    bar: Marker | None
    separator: Marker


@dataclass(frozen=True, slots=True)
class Frame:
    """A conflict from its first to its last marker, with every way to read it."""

    opener: Marker
    closer: Marker
    readings: tuple[Reading, ...]


def scan_markers(lines: Sequence[str], *, indented: bool = False) -> Iterator[Marker]:
    """Every line that has the shape of a marker; with ``indented`` also those after blanks."""
    for number, line in enumerate(lines):
        if line[:1] not in "<|=> \t" or (not indented and line[:1] in " \t"):
            continue
        match = MARKER.fullmatch(line)
        if match is None:
            continue
        indent, run, char, label = match.groups()
        if char == "=" and label:
            continue
        yield Marker(number, char, len(run), label or "", indent)


def marker_frames(lines: Sequence[str], *, indented: bool = False) -> list[Frame]:
    """The frames of a file in order.

    Raises ``Refusal`` for frames that are nested, unterminated, without a separator, or closed
    and never opened.
    """
    markers = list(scan_markers(lines, indented=indented))
    found: list[Frame] = []
    position = 0
    while position < len(markers):
        marker = markers[position]
        if marker.char == "<":
            end = _closing_index(markers, position)
            if end is not None:
                found.append(_make_frame(lines, markers[position : end + 1]))
                position = end
        elif marker.char == ">" and _is_orphan(marker, found):
            raise Refusal(
                f"conflict end marker without a start: {lines[marker.line].strip()!r}",
                marker.line + 1,
                1,
                help="put back the <<<<<<< line above it, or delete this line",
            )
        position += 1
    return found


def _is_orphan(marker: Marker, found: list[Frame]) -> bool:
    """Whether a ``>`` line outside frames is a lost marker, not a blockquote or an ornament."""
    sizes = {frame.opener.size for frame in found} | {7}
    return bool(marker.label) and marker.size in sizes


def _closing_index(markers: list[Marker], start: int) -> int | None:
    """The index of the marker that closes the frame; ``None`` if the opener is an ornament."""
    opener = markers[start]
    for index in range(start + 1, len(markers)):
        marker = markers[index]
        # git gives a conflict within a conflict longer markers: these are content of this one.
        if marker.size != opener.size or marker.indent != opener.indent:
            continue
        if marker.char == ">":
            return index
        if marker.char == "<":
            raise Refusal(
                f"conflict inside a conflict: line {opener.line + 1} opened one that is not closed",
                marker.line + 1,
                1,
                help="resolve the inner conflict by hand first, then run again",
            )
    # git labels what it opens; a longer row of its own is a line that somebody drew.
    if opener.size > 7 and not opener.label:
        return None
    raise Refusal(
        "conflict without an end: no line of "
        f"{'>' * opener.size} follows {'<' * opener.size} {opener.label}".rstrip(),
        opener.line + 1,
        1,
        help="put the lost markers back (git checkout --merge -- FILE does during a merge), "
        "or delete this line",
    )


def _make_frame(lines: Sequence[str], markers: list[Marker]) -> Frame:
    opener, closer = markers[0], markers[-1]
    inner = [m for m in markers[1:-1] if (m.size, m.indent) == (opener.size, opener.indent)]
    jujutsu = JUJUTSU.match(lines[opener.line + 1])
    if jujutsu and len(jujutsu.group(1)) == opener.size:
        raise Refusal(
            "conflict in the style of Jujutsu, which holds a diff instead of a side",
            opener.line + 1,
            1,
            help='set ui.conflict-marker-style = "git" and check the file out again, '
            "or use jj resolve",
        )
    readings = _frame_readings(lines, inner)
    if not readings:
        raise Refusal(
            f"conflict without a separator: no line of {'=' * opener.size} before "
            f"line {closer.line + 1}",
            opener.line + 1,
            1,
            help="put the ======= line back between the two sides",
        )
    return Frame(opener, closer, readings)


def _frame_readings(lines: Sequence[str], inner: list[Marker]) -> tuple[Reading, ...]:
    """Every way to choose the dividing lines of a frame."""
    separators = [m for m in inner if m.char == "="]
    bars = [m for m in inner if m.char == "|"]
    labelled = [m for m in bars if m.label]
    readings = [
        Reading(bar, separator)
        for bar in labelled or bars
        for separator in separators
        if separator.line > bar.line
    ]
    if not readings or (not labelled and any(_in_table(lines, bar) for bar in bars)):
        readings += [Reading(None, separator) for separator in separators]
    return tuple(readings)


def _in_table(lines: Sequence[str], bar: Marker) -> bool:
    """Whether a ``|||||||`` line without a label could be an empty row of a Markdown table."""
    return any(TABLE_ROW.match(lines[near]) for near in (bar.line - 1, bar.line + 1))
