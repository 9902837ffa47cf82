"""``--todo``: what is left to a person, as comments in the code."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from prefect_codemods.findings import Diagnostic, Level
from prefect_codemods.lines import cut, logical

PREFIX = "# TODO(prefect-migrate): "


def insert(before: str, after: str, diagnostics: Iterable[Diagnostic]) -> str:
    """``after`` with a comment line above the statement of each diagnostic that asks for work.

    ``before`` is the Python code that the diagnostics point into, ``after`` what the codemods
    made of it. A comment that stands there already is not written again, so a second run adds
    nothing. Diagnostics outside of statements stay reports.
    """
    old, new = cut(before), cut(after)
    moved = _moved(old, new)
    statements = logical(after)
    above: dict[int, list[str]] = {}
    for found in sorted(diagnostics, key=lambda d: (d.line, d.column, d.rule)):
        span = statements.get(moved.get(found.line, 0))
        if found.level is Level.NOTE or span is None:
            continue
        comment = PREFIX + found.rule + " " + re.sub(r"\s+", " ", found.message).strip()
        wanted = above.setdefault(span[0], [])
        if comment not in wanted and comment not in _comments_above(new, span[0]):
            wanted.append(comment)
    return "".join(
        "".join(_like(line, comment) for comment in above.get(number, ())) + line
        for number, line in enumerate(new, 1)
    )


def _moved(old: list[str], new: list[str]) -> dict[int, int]:
    """1-based lines of ``old`` -> where they, or what replaced them, stand in ``new``."""
    if old == new:
        return {number: number for number in range(1, len(old) + 1)}
    moved: dict[int, int] = {}
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for _, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        for offset in range(old_end - old_start):
            line = min(new_start + offset, max(new_end - 1, new_start))
            moved[old_start + offset + 1] = min(line, len(new) - 1) + 1
    return moved


def _comments_above(lines: list[str], number: int) -> set[str]:
    found = set()
    for line in reversed(lines[: number - 1]):
        if not line.lstrip().startswith("#"):
            break
        found.add(line.strip())
    return found


def _like(line: str, comment: str) -> str:
    r"""``comment`` as a line with the indentation and the line end of ``line``."""
    indent = line[: len(line) - len(line.lstrip(" \t\f"))]
    return indent + comment + ("\r\n" if line.endswith("\r\n") else "\n")
