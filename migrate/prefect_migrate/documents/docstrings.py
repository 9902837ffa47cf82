"""Doctests and code blocks in the docstrings of Python files: read as pages, and only reported."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from prefect_codemods import code_block_rules
from prefect_codemods.findings import Diagnostic, Level, Refusal
from prefect_codemods.migration import Migration
from prefect_codemods.options import Options
from prefect_migrate.documents import programs
from prefect_migrate.documents.region import Region
from prefect_migrate.model import split_lines

_CODE = re.compile(
    r">>> |```|~~~|\.\. (?:code|sourcecode|testcode)|::[ \t]*$|^[ \t]*\$[ \t]", re.MULTILINE
)
_TYPED = re.compile(r"[ \t]*\$[ \t]+\S")
"""A command behind a prompt, which is one wherever it stands."""
_OPENING = re.compile(r"\A([ \t]*)(?:.*?[:=;][ \t]*)?[rRuU]?(?:\"{3}|'{3}|[\"'])")
_CLOSING = re.compile(r"(?:\"{3}|'{3}|[\"'])[^\n\"']*\s*\Z")
_OWNERS = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def docstring_findings(text: str, options: Options) -> Iterator[Diagnostic]:
    """One finding for each docstring of a Python file whose code blocks are old."""
    rule = code_block_rules.DOCSTRING
    if not options.enabled(rule.code) or not _CODE.search(text):
        return
    lines = split_lines(text)
    for first, last in _docstring_lines(text):
        page = _without_quotes("".join(lines[first - 1 : last]))
        if not _CODE.search(page):
            continue
        regions = _docstring_regions(page, options.migration)
        found: dict[str, int] = {}
        for region, made in zip(regions, programs.migrate_regions(regions, options), strict=True):
            if isinstance(made, Refusal):
                continue
            for code, line, _ in made.reported():
                found.setdefault(code, first + region.line + line - 1)
        if found:
            message = f"the code in this docstring is old ({', '.join(sorted(found))})"
            yield Diagnostic(rule.code, message, min(found.values()), 1, Level.MANUAL, rule.advice)


def _without_quotes(literal: str) -> str:
    """The lines of a docstring without the quotes around it, which stand before a first prompt."""
    return _CLOSING.sub("", _OPENING.sub(r"\1", literal, count=1), count=1)


def _docstring_lines(text: str) -> Iterator[tuple[int, int]]:
    """The first and the last line of each docstring."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        if isinstance(node, _OWNERS) and ast.get_docstring(node, clean=False) is not None:
            value = node.body[0]
            yield value.lineno, value.end_lineno or value.lineno


def _docstring_regions(page: str, migration: Migration) -> list[Region]:
    """The code of a docstring, whether it is written as reST or as Markdown."""
    # Late, since most files have no code in their docstrings.
    from prefect_migrate.documents import markdown_code, rst

    found = list(rst.read_regions(page, migration))
    if "```" in page or "~~~" in page:
        found += markdown_code.fenced_regions(page)
    inside = {n for region in found for n in _lines_of(region, page)}
    lines = split_lines(page)
    offset = 0
    for number, line in enumerate(lines):
        if number not in inside and _TYPED.match(line):
            found.append(_typed_command(lines, number, offset))
        offset += len(line)
    return sorted(found, key=lambda region: region.start)


def _lines_of(region: Region, page: str) -> range:
    return range(region.line, region.line + page.count("\n", region.start, region.end) + 1)


def _typed_command(lines: Sequence[str], number: int, offset: int) -> Region:
    """A command in running text, with the lines on which it goes on."""
    last = number
    while lines[last].rstrip().endswith("\\") and last + 1 < len(lines):
        last += 1
    text = "".join(lines[number : last + 1])
    return Region("console", offset, offset + len(text), text, number)
