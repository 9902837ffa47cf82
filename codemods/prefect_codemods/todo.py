"""``--todo``: what is left to a person, as comments in the code."""

from __future__ import annotations

import re
from collections.abc import Iterable

from prefect_codemods.findings import Diagnostic, Level
from prefect_codemods.lines import cut_lines, line_map, logical_lines

PREFIX = "# TODO(prefect-migrate): "


def insert_comments(before: str, after: str, diagnostics: Iterable[Diagnostic]) -> str:
    """``after`` with a comment line above the statement of each diagnostic that asks for work.

    ``before`` is the Python code that the diagnostics point into, ``after`` what the codemods
    made of it. A comment that stands there already is not written again, so a second run adds
    nothing. Diagnostics outside of statements stay reports.
    """
    old, new = cut_lines(before), cut_lines(after)
    moved = line_map(old, new)
    statements = logical_lines(after)
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
        "".join(_comment_like(line, comment) for comment in above.get(number, ())) + line
        for number, line in enumerate(new, 1)
    )


def _comments_above(lines: list[str], number: int) -> set[str]:
    found = set()
    for line in reversed(lines[: number - 1]):
        if not line.lstrip().startswith("#"):
            break
        found.add(line.strip())
    return found


def _comment_like(line: str, comment: str) -> str:
    r"""``comment`` as a line with the indentation and the line end of ``line``."""
    indent = line[: len(line) - len(line.lstrip(" \t\f"))]
    return indent + comment + ("\r\n" if line.endswith("\r\n") else "\n")
