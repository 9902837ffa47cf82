"""One block of code of a page as regions: behind prompts, and with what its magics run."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from prefect_codemods.document_kinds import document_kind
from prefect_migrate.documents import prompts
from prefect_migrate.documents.block_lines import restore_block
from prefect_migrate.documents.magics import (
    Magic,
    other_language,
    restore_magics,
    without_magics,
)
from prefect_migrate.documents.region import Region
from prefect_migrate.model import split_lines


def block_region(
    language: str, source: Sequence[str], code: Sequence[str], prefix: str, line: int, start: int
) -> Region:
    """The region of a block whose lines on the page are ``source``, and ``code`` what they say.

    ``prefix`` stands before most of its lines; ``line`` and ``start`` are the first line and
    character of the block.
    """
    text = "".join(code)
    if language in ("shell", "console") and prompts.is_ipython(text):
        language = "python"
    session = language == "python" and prompts.has_prompts(text)
    if language == "python" and not session and (other := other_language(text)) is not None:
        # A cell of another language: its first line is only a magic.
        named, behind = other
        if named.startswith("/"):
            named = document_kind(named, text[behind:]).language or "text"
        skipped = text.count("\n", 0, behind)
        first = start + sum(map(len, source[:skipped]))
        return block_region(named, source[skipped:], code[skipped:], prefix, line + skipped, first)
    return Region(
        language,
        start,
        start + sum(map(len, source)),
        prompts.strip_prompts(text) if session else text,
        line,
        len(prefix),
        functools.partial(restore_block, tuple(source), tuple(code), prefix, session),
        program="page",
        columns=tuple(len(prefix) + n for n in prompts.prompt_widths(text)) if session else (),
    )


def with_magics(region: Region, source: Sequence[str]) -> Iterator[Region]:
    """The code of a block that IPython runs, and behind it what its magics run.

    ``source`` are the lines of the block on the page.
    """
    # The region may begin below a magic that says what it is.
    source = source[len(source) - len(split_lines(region.text)) :]
    code, magics = (
        without_magics(region.text, region.line) if region.language == "python" else ("", ())
    )
    if not magics:
        yield region
        return
    restore = functools.partial(_restore_magics, region, magics)
    yield replace(region, text=code, restore=restore)
    lines = split_lines(region.text)
    for magic in (magic for magic in magics if magic.language != "python"):
        inner = region.text[magic.start : magic.end]
        kept = magic.text[: len(magic.text) - len(inner)]
        number = region.text.count("\n", 0, magic.start)
        before = magic.start - region.text.rfind("\n", 0, magic.start) - 1
        column = len(source[number]) - len(lines[number]) + before
        start = region.start + sum(map(len, source[:number])) + column
        yield Region(
            magic.language,
            start,
            min(start + len(inner), region.end),
            inner,
            region.line + number,
            column,
            kept.__add__,
            stand_in=magic.name,
        )


def _restore_magics(region: Region, magics: tuple[Magic, ...], code: str) -> str:
    return region.restore(restore_magics(code, magics))
