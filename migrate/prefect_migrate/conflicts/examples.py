"""Which frames are no conflicts but content: texts about merging, and tests with markers.

A frame that is exactly the body of one Markdown fence is an example (unless it is code that uses
Prefect, or a manifest), and so are a frame inside a fence that quotes Markdown or a diff, and one
inside a string of a Python file that compiles as it stands. Both hold only where git does not list the
file as unmerged, and where no other frame of the file with the same labels is a conflict.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Sequence

from prefect_codemods.rule import Kind, rule
from prefect_migrate.conflicts.markers import Frame, Marker, marker_frames
from prefect_migrate.model import Diagnostic, Level, Refusal

PRAGMA = re.compile(r"prefect-migrate:\s*ignore-conflicts\b")
FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[ \t]*([^\s`]*)")
PLAIN = frozenset({"", "text", "txt"})
OF_PREFECT = re.compile(r"\bprefect\b|^\s*apiVersion:")
"""Code of this kind in a fence of its language is what the tool is for, not an example."""
QUOTED = frozenset({"conflict", "diff", "git", "patch", "markdown", "md", "mdx"})
"""Languages of fences that show a file or a merge as it is, markers and all."""

MARKERS_AS_CONTENT = rule(
    "PM910",
    "markers-as-content",
    Kind.MANUAL,
    since="0.1",
    what="Conflict markers that are an example stay as they are.",
    why="Documents about merging and tests of merge tools hold markers on purpose: as the whole "
    "body of a fence, or in a string of Python code that compiles.",
    advice="Pass --tolerant if it is a conflict all the same. The comment "
    "'prefect-migrate: ignore-conflicts' switches markers off for the whole file.",
)


def example_frames(path: str, text: str, lines: Sequence[str], found: list[Frame]) -> list[Frame]:
    """The frames of ``found`` that are content of the file."""
    if path.endswith((".py", ".pyi")):
        chosen = _in_strings(text, found)
    else:
        chosen = _fence_bodies(lines, found)
    real = {_frame_labels(frame) for frame in found if frame not in chosen}
    return [frame for frame in chosen if _frame_labels(frame) not in real]


def indented_example(path: str, text: str, lines: Sequence[str]) -> bool:
    """Whether all indented markers of a file are content.

    They are in literal blocks of reST, in strings of Python that compiles, and where they make
    up whole fences.
    """
    if path.endswith(".rst"):
        return True
    if path.endswith((".py", ".pyi")):
        return python_parses(text)
    try:
        moved = [frame for frame in marker_frames(lines, indented=True) if frame.opener.indent]
    except Refusal:
        return False
    return len(_fence_bodies(lines, moved)) == len(moved)


def example_note(frame: Frame) -> Diagnostic:
    """The diagnostic that tells of a frame taken as content."""
    return Diagnostic(
        MARKERS_AS_CONTENT.code,
        f"markers to line {frame.closer.line + 1} taken as an example, not as a conflict",
        frame.opener.line + 1,
        level=Level.NOTE,
        help="pass --tolerant if it is a conflict",
    )


def python_parses(text: str) -> bool:
    """Whether ``text`` is Python as this interpreter reads it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


def _frame_labels(frame: Frame) -> tuple[str, str]:
    return frame.opener.label, frame.closer.label


def _in_strings(text: str, found: list[Frame]) -> list[Frame]:
    """All frames, if they stand in strings that are no docstrings of code that compiles."""
    if not found or not python_parses(text):
        return []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(text)
    docstrings = [
        (node.lineno - 1, node.end_lineno or node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ]
    return [
        frame
        for frame in found
        if not any(start <= frame.opener.line < end for start, end in docstrings)
    ]


def _fence_bodies(lines: Sequence[str], found: list[Frame]) -> list[Frame]:
    """The frames that are the whole body of a fence, or stand in one that quotes."""
    by_line = {frame.opener.line: frame for frame in found}
    chosen: list[Frame] = []
    fence: tuple[str, str, int] | None = None
    number = 0
    while number < len(lines):
        frame = by_line.get(number)
        if frame is not None:
            if fence is not None and _is_body(lines, fence, frame):
                chosen.append(frame)
                number = frame.closer.line + 1
                continue
            fence = _through_ours(lines, frame, fence)
            number = frame.closer.line + 1
            continue
        fence = _fence_step(lines[number], number, fence)
        number += 1
    return chosen


def _fence_step(
    line: str, number: int, fence: tuple[str, str, int] | None
) -> tuple[str, str, int] | None:
    """The open fence (its run, its language, its line) after ``line``."""
    match = FENCE.match(line)
    if match is None:
        return fence
    if fence is None:
        return match.group(1), match.group(2).strip("{}").lower(), number
    return None if _closes_fence(line, fence[0]) else fence


def _closes_fence(line: str, run: str) -> bool:
    stripped = line.strip()
    return len(stripped) >= len(run) and set(stripped) == {run[0]}


def _through_ours(
    lines: Sequence[str], frame: Frame, fence: tuple[str, str, int] | None
) -> tuple[str, str, int] | None:
    reading = frame.readings[0]
    end: Marker = reading.bar or reading.separator
    for number in range(frame.opener.line + 1, end.line):
        fence = _fence_step(lines[number], number, fence)
    return fence


def _is_body(lines: Sequence[str], fence: tuple[str, str, int], frame: Frame) -> bool:
    run, language, opened = fence
    inside = range(frame.opener.line, frame.closer.line + 1)
    if any(_closes_fence(lines[number], run) for number in inside):
        return False
    if language in QUOTED:
        return True
    if language not in PLAIN and any(OF_PREFECT.search(lines[number]) for number in inside):
        return False
    before = range(opened + 1, frame.opener.line)
    after = next(
        (line for line in lines[frame.closer.line + 1 :] if line.strip()),
        "",
    )
    return all(not lines[number].strip() for number in before) and _closes_fence(after, run)
