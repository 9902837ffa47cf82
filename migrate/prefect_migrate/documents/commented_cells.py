"""Cells in the comments of a script that is a notebook (Jupytext, Databricks): only reported.

Such a script holds shell lines as ``# !command``, cells of other languages and text as comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from prefect_codemods import api
from prefect_codemods.findings import Diagnostic, Level, Rewritten
from prefect_codemods.options import Options
from prefect_migrate.documents import programs
from prefect_migrate.model import Refusal, split_lines

_NOTEBOOK = re.compile(
    r"^#[ \t]+jupytext:|^#[ \t]+jupyter:|^#[ \t]?%%|^#[ \t]Databricks notebook source|^#[ \t]In\[",
    re.MULTILINE,
)
_LIGHT = re.compile(r"^#[ \t]+format_name:[ \t]*light", re.MULTILINE)
_CELL = re.compile(r"#[ \t]?(?:%%(?P<title>.*)|\+(?P<light>[ \t].*)?|-|COMMAND -+)$")
_SHELL_CELL = re.compile(
    r"(?:[ \t]*(?:MAGIC[ \t]+)?(?:bash|sh|zsh|!|script[ \t]+(?:\S*/)?(?:ba|z)?sh|%sh)\b"
    r"|.*\blanguage=\"?(?:bash|sh|zsh)\b)"
)
_TEXT_CELL = re.compile(r"[ \t]*(?:MAGIC[ \t]+)?(?:%md\b|.*\[(?:markdown|md)\])")
_OTHER_CELL = re.compile(r"\w+")
"""The magic of a cell: behind the mark of a plain one stands a blank."""
_SHELL_LINE = re.compile(
    r"(?:MAGIC[ \t]+)?(?:!{1,2}|%sx[ \t]|%(?=(?:pip|conda|prefect)[ \t]))[ \t]*"
)
_MAGIC_LINE = re.compile(r"(?:MAGIC\b|%)")
_PREFIX = re.compile(r"#[ \t]?(?:MAGIC[ \t]?)?")
_ADVICE = "Change it by hand: code in comments is not edited."
Kind = Literal["shell", "page", "text", ""]


@dataclass(slots=True)
class _Block:
    """Lines of one kind that follow one another, without the marks of comments."""

    kind: Kind
    first: int
    lines: list[str] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"


def cell_findings(text: str, options: Options) -> Iterator[Diagnostic]:
    """What is old in the commented cells of ``text``, which is Python."""
    if not _NOTEBOOK.search(text) or options.migration.release_signs().for_later_releases(text):
        return
    for block in _commented_blocks(text):
        for found in _block_findings(block, options):
            at = min(found.line, len(block.columns)) - 1
            column = found.column + block.columns[at]
            yield replace(found, line=block.first + at, column=column, end_line=0, end_column=0)


def _block_findings(block: _Block, options: Options) -> Iterator[Diagnostic]:
    if not options.migration.prefilter().mentions(block.text):
        return
    # Late, since few Python files are notebooks: these bring all readers of pages.
    from prefect_codemods.shell.plain_search import search_text
    from prefect_migrate.documents import markdown_code
    from prefect_migrate.documents.unread_text import beside_regions

    if block.kind == "shell":
        yield from _findings_for_person(api.rewrite(block.text, "shell", options), 0)
    elif block.kind == "page":
        regions = markdown_code.read_regions(block.text, options.migration)
        for region, made in zip(regions, programs.migrate_regions(regions, options), strict=True):
            if not isinstance(made, Refusal):
                yield from _findings_for_person(made, region.line)
        yield from beside_regions(block.text, regions, (), options, speaks_of_past=False)
    else:
        yield from search_text(block.text, options)


def _findings_for_person(found: Rewritten, line: int) -> Iterator[Diagnostic]:
    """What was found, with its fixes as work for a person."""
    for change in found.changes:
        yield Diagnostic(
            change.rule, change.message, change.line + line, change.column, Level.MANUAL, _ADVICE
        )
    for diagnostic in found.diagnostics:
        yield replace(diagnostic, line=diagnostic.line + line)


def _commented_blocks(text: str) -> Iterable[_Block]:
    blocks: list[_Block] = []
    lines = [line.rstrip("\r\n") for line in split_lines(text)]
    paragraphs = _paragraph_lines(lines) if _LIGHT.search(text) else frozenset[int]()
    cell: Kind = ""
    for number, line in enumerate(lines, start=1):
        if not line.startswith("#"):
            # Code ends a cell that is written in comments, a blank line doesn't.
            cell = cell if not line.strip() else ""
            continue
        if (mark := _CELL.match(line)) is not None:
            cell = _kind_of_cell(mark["title"] or mark["light"] or "")
            continue
        prefix = _PREFIX.match(line)
        start = prefix.end() if prefix is not None else 1
        if cell == "" and (own := _cell_of_magic(line)) is not None:
            cell = own
            continue
        kind: Kind = cell or ("page" if number in paragraphs else "")
        if shell := _SHELL_LINE.match(line, 1 + (line[1:2] == " ")):
            kind, start = "shell", shell.end()
        elif _MAGIC_LINE.match(line[2:]) and cell != "shell":
            kind = "text"
        if kind:
            _append_line(blocks, kind, number, line[start:], start)
    return blocks


def _kind_of_cell(title: str) -> Kind:
    from prefect_migrate.documents.magics import PYTHON_CELLS

    if _SHELL_CELL.match(title):
        return "shell"
    if _TEXT_CELL.match(title):
        return "page"
    other = _OTHER_CELL.match(title)
    return "text" if other is not None and other[0] not in PYTHON_CELLS else ""


def _cell_of_magic(line: str) -> Kind | None:
    """What the first line of a Databricks cell says of the lines behind it."""
    if re.match(r"#[ \t]MAGIC[ \t]+%sh\b", line):
        return "shell"
    return "page" if re.match(r"#[ \t]MAGIC[ \t]+%md\b", line) else None


def _append_line(blocks: list[_Block], kind: Kind, number: int, line: str, column: int) -> None:
    last = blocks[-1] if blocks else None
    if last is None or last.kind != kind or last.first + len(last.lines) != number:
        last = _Block(kind, number)
        blocks.append(last)
    last.lines.append(line)
    last.columns.append(column)


def _paragraph_lines(lines: list[str]) -> frozenset[int]:
    """The lines of comments with blank lines around them: text cells of the light format."""
    found: list[int] = []
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and lines[end].startswith("#"):
            end += 1
        alone = (start == 0 or not lines[start - 1].strip()) and (
            end == len(lines) or not lines[end].strip()
        )
        if end > start and alone:
            found += range(start + 1, end + 1)
        start = max(end, start + 1)
    return frozenset(found)
