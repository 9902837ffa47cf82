"""reStructuredText and plain text cut into blocks, as far as their lines tell.

No parser of reST keeps its lines, so only what can be told without one is told apart: headings by
the line below them, lists by their bullets, paragraphs by blank lines. All else is ``code``, which
is merged by line alone. Lines are 0-based.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from prefect_migrate.documents.page import Block, Page
from prefect_migrate.model import split_lines

_UNDERLINE = re.compile(r"([=\-`:.'\"~^_*+#<>])\1+[ \t]*$")
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,9}[.)]|#\.)[ \t]+\S")
_RELEASE = re.compile(
    r"(?i)\S*[ \t]*(?:v?\d+(?:\.\d+)+|\d{4}-\d\d-\d\d|unreleased|next release)\b[^.]*$"
)
_BY_LINE = re.compile(r"[ \t]*(?:\||\+[-=]|\.\.|:[^:\s]|[=\-]{2,}[ \t]|>>>|\[\d)")
"""How a line begins that reST reads as a line, or as more than running text."""


def cut_plain(text: str) -> Page:
    """Cut a page of reST or plain text; any text is a page."""
    lines = tuple(split_lines(text))
    return Page(lines, tuple(_plain_blocks([line.rstrip() for line in lines])), (), plain=True)


def _plain_blocks(lines: Sequence[str]) -> Iterator[Block]:
    styles: list[str] = []
    at = 0
    while at < len(lines):
        if not lines[at]:
            at += 1
            continue
        if style := _heading_mark(lines, at):
            if style not in styles:
                styles.append(style)
            block = Block("heading", at, at + len(style) + 1, styles.index(style) + 1)
        elif _ITEM.match(lines[at]):
            block = Block("list", at, _indented_end(lines, at, items=True))
        elif lines[at][0] in " \t" or lines[at].startswith(".. "):
            block = Block("code", at, _indented_end(lines, at))
        else:
            block = _read_paragraph(lines, at)
        yield block
        at = block.end


def _heading_mark(lines: Sequence[str], at: int) -> str:
    """The characters of the lines around a heading: one for each of them, ``""`` for no heading."""
    over = _UNDERLINE.match(lines[at])
    title = at + 1 if over else at
    under = _UNDERLINE.match(lines[title + 1]) if title + 1 < len(lines) else None
    if under is None or not lines[title] or _UNDERLINE.match(lines[title]):
        return ""
    if len(lines[title + 1]) < len(lines[title].strip()) or (not over and lines[title][0] in " \t"):
        return ""
    if over is None:
        return under[1]
    return over[1] * 2 if over[1] == under[1] else ""


def _indented_end(lines: Sequence[str], start: int, *, items: bool = False) -> int:
    """The end of what is indented below a line; ``items``: and of its list."""
    depth = _heading_depth(lines[start])
    within = depth + 1 if items or not depth else 1
    end = at = start + 1
    while at < len(lines):
        line = lines[at]
        inside = not line or _heading_depth(line) >= within
        if not inside and not (items and _heading_depth(line) == depth and _ITEM.match(line)):
            break
        at += 1
        if line:
            end = at
    return end


def _heading_depth(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _read_paragraph(lines: Sequence[str], start: int) -> Block:
    end = start + 1
    while end < len(lines) and lines[end] and not _heading_mark(lines, end):
        if lines[end][0] in " \t" and _ITEM.match(lines[end]):
            break
        end += 1
    alone = end == start + 1
    if alone and _RELEASE.match(lines[start]):
        return Block("heading", start, end, level=9)
    by_line = any(_BY_LINE.match(line) or line[0] in " \t" for line in lines[start:end])
    return Block("code" if by_line else "paragraph", start, end)
