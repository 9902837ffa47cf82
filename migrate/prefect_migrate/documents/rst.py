"""reStructuredText: the code in its code blocks and doctests.

docutils gives no exact lines for nested directives, so the blocks are told by their indentation,
which is all that decides where one ends.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace

from prefect_codemods.migration import Migration
from prefect_migrate.documents.block_lines import usual_prefix
from prefect_migrate.documents.code_language import guess_language
from prefect_migrate.documents.page import LANGUAGES
from prefect_migrate.documents.page_code import block_region, with_magics
from prefect_migrate.documents.region import Region
from prefect_migrate.model import split_lines

_OUTER = r"(\s*(?:(?:[-*+\u2022]|#\.|\(?(?:\d+|[a-zA-Z])[.)])[ \t]+){0,4})"
"""What stands before a block, the marks of list items included: its content is indented further."""
_DIRECTIVE = re.compile(
    rf"{_OUTER}\.\. (code-block|code-tab|code|sourcecode|ipython|prompt|testcode|testsetup|testcleanup"
    r"|doctest|jupyter-execute|parsed-literal)::[ \t]*([\w+-]*)(?:[ \t]+\S+)*\s*$"
)
_LITERAL = re.compile(
    rf"{_OUTER}(?:(?!\.\. )\S?.*|\.\. (?:note|tip|hint|important|warning|caution|danger|error|attention"
    r"|seealso|admonition)::[ \t].*\S)::\s*$"
)
_NAMED = frozenset({"code-block", "code-tab", "code", "sourcecode", "prompt"})
"""Directives whose argument is a language; the argument of the others is a group."""
_OPTION = re.compile(r"\s+:[\w-]+:")
_NUMBERED = re.compile(r"\s+:(?:emphasize-lines|lineno-start|linenos)")
_RUN = re.compile(r"\s*\.\. (?:command-output|program-output)::[ \t]+\S")
"""A command whose output Sphinx shows."""
_TABLE = re.compile(r"(\s*)\.\. (?:csv-table|list-table|graphviz|highlight)::")
_DOCTEST = re.compile(r"(\s*)>>> ")


def read_regions(text: str, migration: Migration) -> tuple[Region, ...]:
    """The code of a page whose language is known, in the order of the text.

    A page that shows both forms teaches the difference, as one of Markdown does.
    """
    from prefect_migrate.documents.contrast_pages import mark_lessons

    lines = split_lines(text)
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line))
    found = list(_find_regions(lines, offsets, migration))
    return mark_lessons(lines, [end for _, end in code_lines(text)], found, migration)


def code_lines(text: str) -> Iterator[tuple[int, int]]:
    """The spans of lines of all blocks of code, and of tables that are written as text."""
    lines = split_lines(text)
    for number, line in enumerate(lines):
        if _RUN.match(line):
            yield number, number + 1
        opener = _DIRECTIVE.match(line) or _match_literal(line) or _TABLE.match(line)
        if opener is not None:
            start, _ = _directive_options(lines, number + 1)
            yield start, _block_end(lines, start, len(opener[1]))


def _find_regions(
    lines: Sequence[str], offsets: Sequence[int], migration: Migration
) -> Iterator[Region]:
    at = 0
    while at < len(lines):
        directive = _DIRECTIVE.match(lines[at])
        doctest = _DOCTEST.match(lines[at])
        literal = None if directive or doctest else _match_literal(lines[at])
        if directive or literal:
            start, numbered = _directive_options(lines, at + 1)
            end = _block_end(lines, start, len((directive or literal or "")[1]))
            language = (
                _block_language(
                    directive, textwrap.dedent(_unix_lines(lines[start:end])), migration
                )
                if end > start
                else ""
            )
            if language:
                yield from _block_regions(lines, offsets, start, end, language, numbered)
            at = max(end, at + 1) if language or directive else at + 1
        elif doctest:
            end = at
            while end < len(lines) and lines[end].strip():
                end += 1
            yield from _block_regions(lines, offsets, at, end, "python", False)
            at = end
        else:
            at += 1


def _match_literal(line: str) -> re.Match[str] | None:
    """What ends with two colons; the expression alone would be slow on a long line."""
    return _LITERAL.match(line.rstrip()) if line.rstrip().endswith("::") else None


def _block_language(directive: re.Match[str] | None, block: str, migration: Migration) -> str:
    """The language of a block without its indentation; what doesn't name one is told by its first words."""
    if directive is None or directive[2] == "parsed-literal":
        return guess_language(block, migration)
    if directive[2] not in _NAMED:
        return "python"
    if directive[3]:
        return LANGUAGES.get(directive[3].lower(), "")
    return guess_language(block, migration) or "python"


def _unix_lines(lines: Sequence[str]) -> str:
    return "".join(lines).replace("\r\n", "\n")


def _directive_options(lines: Sequence[str], at: int) -> tuple[int, bool]:
    numbered = False
    while at < len(lines) and _OPTION.match(lines[at]):
        numbered = numbered or bool(_NUMBERED.match(lines[at]))
        at += 1
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at, numbered


def _block_end(lines: Sequence[str], start: int, outer: int) -> int:
    end = at = start
    while at < len(lines):
        line = lines[at]
        if line.strip():
            if len(line) - len(line.lstrip()) <= outer:
                break
            end = at + 1
        at += 1
    return end


def _block_regions(
    lines: Sequence[str],
    offsets: Sequence[int],
    start: int,
    end: int,
    language: str,
    numbered: bool,
) -> Iterator[Region]:
    source = lines[start:end]
    indent = min(len(line) - len(line.lstrip()) for line in source if line.strip())
    pieces = [line[indent:] if line.strip() else line.lstrip(" \t") for line in source]
    prefix = usual_prefix(line[:indent] for line in source if line.strip())
    made = block_region(language, source, pieces, prefix, start, offsets[start])
    yield from with_magics(replace(made, names_lines=numbered), source)
