"""A file cut at its conflict markers, in the only reading of them that fits."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Sequence

from prefect_migrate.conflicts import examples
from prefect_migrate.conflicts.markers import Frame, Reading, marker_frames
from prefect_migrate.conflicts.segments import Common, Conflict, Conflicted, Segment
from prefect_migrate.model import Diagnostic, Refusal, Source, split_lines

MARKER_LINE = re.compile(r"^[ \t]*(?:<{7,}(?:[ \t\r]|$)|>{7,}[ \t]+\S)", re.MULTILINE)
INDENTED = re.compile(r"[ \t]+(?:<{7}|>{7})[ \t]+\S")
MOST_READINGS = 256

Valid = Callable[[Conflicted], bool]


def has_markers(text: str) -> bool:
    """Whether ``text`` has lines that could be conflict markers; ``parse_conflicts`` tells for certain."""
    return ("<<<<<<<" in text or ">>>>>>>" in text) and MARKER_LINE.search(text) is not None


def parse_conflicts(
    source: Source,
    *,
    tolerant: bool = False,
    unmerged: bool = False,
    valid: Valid | None = None,
) -> Conflicted:
    """Cut a file at its conflict markers.

    ``unmerged`` says that git lists the file as unmerged: then markers are conflicts wherever
    they stand. ``valid`` decides between several readings of a frame that holds more than one
    ``=======``: the one reading whose variants it accepts is taken; Python files are tried with
    the compiler where it accepts none. The result has no conflicts if all markers are content.

    Raises ``Refusal`` for markers that are unbalanced, nested, indented (unless ``tolerant``),
    ambiguous, or in the style of Jujutsu.
    """
    lines = split_lines(source.text)
    if not has_markers(source.text) or (not unmerged and _ignored_by_pragma(source, lines)):
        return _without_conflicts(source, lines)
    python = source.path.endswith((".py", ".pyi"))
    try:
        found = marker_frames(lines, indented=tolerant)
        if not tolerant:
            _refuse_indented(source, lines, found)
    except Refusal:
        if not unmerged and python and examples.python_parses(source.text):
            return _without_conflicts(source, lines)
        raise
    shown: list[Frame] = []
    if not unmerged and not tolerant:
        shown = examples.example_frames(source.path, source.text, lines, found)
    kept = [frame for frame in found if frame not in shown]
    notes = tuple(examples.example_note(frame) for frame in shown)
    checks = [check for check in (valid, _python_valid if python else None) if check is not None]
    return _choose_reading(source, lines, kept, checks, notes)


def _without_conflicts(source: Source, lines: list[str]) -> Conflicted:
    segments = (Common(tuple(lines), 0),) if lines else ()
    return Conflicted(source, segments)


def _ignored_by_pragma(source: Source, lines: list[str]) -> bool:
    """Whether a pragma outside the frames says that the markers are content."""
    if not examples.PRAGMA.search(source.text):
        return False
    try:
        spans = [range(f.opener.line, f.closer.line + 1) for f in marker_frames(lines)]
    except Refusal:
        return True
    hits = [i for i, line in enumerate(lines) if examples.PRAGMA.search(line)]
    return any(all(hit not in span for span in spans) for hit in hits)


def _python_valid(conflicted: Conflicted) -> bool:
    return all(examples.python_parses(conflicted.variant(side).text) for side in ("ours", "theirs"))


def _refuse_indented(source: Source, lines: Sequence[str], found: list[Frame]) -> None:
    """Refuse markers that something moved to the right; git writes them at column 0."""
    spans = [range(frame.opener.line, frame.closer.line + 1) for frame in found]
    hits = [
        number
        for number, line in enumerate(lines)
        if INDENTED.match(line) and not any(number in span for span in spans)
    ]
    chars = {lines[number].strip()[0] for number in hits}
    if chars == {"<", ">"} and not examples.indented_example(source.path, source.text, lines):
        line = lines[hits[0]]
        raise Refusal(
            f"indented conflict marker: {line.strip()!r}",
            hits[0] + 1,
            len(line) - len(line.lstrip()) + 1,
            help="move the marker lines to column 0 (a formatter moved them), or pass --tolerant",
        )


def _choose_reading(
    source: Source,
    lines: list[str],
    found: list[Frame],
    checks: Sequence[Valid],
    notes: tuple[Diagnostic, ...],
) -> Conflicted:
    """Build the only reading of the frames, or the only one that a check accepts."""
    unclear = [frame for frame in found if len(frame.readings) > 1]
    if not unclear:
        first = [frame.readings[0] for frame in found]
        return Conflicted(source, _make_segments(lines, found, first), notes)
    if checks and math.prod(len(f.readings) for f in unclear) <= MOST_READINGS:
        candidates = [
            Conflicted(source, _make_segments(lines, found, readings), notes)
            for readings in itertools.product(*(frame.readings for frame in found))
        ]
        for check in checks:
            accepted = [candidate for candidate in candidates if check(candidate)]
            if len(accepted) == 1:
                return accepted[0]
    raise _ambiguous_refusal(unclear[0])


def _ambiguous_refusal(frame: Frame) -> Refusal:
    opener, closer = frame.opener, frame.closer
    readings = "; or ".join(
        f"ours {opener.line + 2}-{(r.bar or r.separator).line}, "
        f"theirs {r.separator.line + 2}-{closer.line}"
        for r in frame.readings
    )
    return Refusal(
        f"conflict that can be read in {len(frame.readings)} ways (lines: {readings})",
        opener.line + 1,
        1,
        help="delete the ======= that is a heading's underline for now, or make the markers "
        "longer than it (conflict-marker-size in .gitattributes, then git checkout --merge)",
    )


def _make_segments(
    lines: Sequence[str], found: list[Frame], readings: Sequence[Reading]
) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    position = 0
    for frame, reading in zip(found, readings, strict=True):
        if frame.opener.line > position:
            segments.append(Common(tuple(lines[position : frame.opener.line]), position))
        segments.append(_make_conflict(lines, frame, reading))
        position = frame.closer.line + 1
    if position < len(lines):
        segments.append(Common(tuple(lines[position:]), position))
    return tuple(segments)


def _make_conflict(lines: Sequence[str], frame: Frame, reading: Reading) -> Conflict:
    opener, closer = frame.opener, frame.closer
    bar, separator = reading.bar, reading.separator
    base = None if bar is None else tuple(lines[bar.line + 1 : separator.line])
    return Conflict(
        ours=tuple(lines[opener.line + 1 : (bar or separator).line]),
        base=base,
        theirs=tuple(lines[separator.line + 1 : closer.line]),
        ours_label=opener.label,
        base_label=bar.label if bar else "",
        theirs_label=closer.label,
        size=opener.size,
        opener=lines[opener.line],
        bar=None if bar is None else lines[bar.line],
        separator=lines[separator.line],
        closer=lines[closer.line],
        start=opener.line,
        base_conflicted=base is not None and has_markers("".join(base)),
    )
