"""The codemods over the code of a document: its pieces of Python as one program, the rest each by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from prefect_codemods import api, code_block_rules
from prefect_codemods.findings import Refusal, Rewritten
from prefect_codemods.options import Options
from prefect_migrate.documents.region import Region

_TABLE = re.compile(r"^[ \t]*\[\w", re.MULTILINE)

Found = Rewritten | Refusal
"""What came of one region: new code, or the reason why it can't be read."""


def migrate_regions(regions: Sequence[Region], options: Options, role: str = "") -> list[Found]:
    """What the codemods make of each region, none of them left as it is on purpose."""
    signs = options.migration.release_signs()
    code = "\n".join(region.text for region in regions)
    if len(regions) > 1 and signs.for_later_releases(code):
        return [Rewritten(region.text) for region in regions]
    found: dict[int, Found] = {}
    programs: dict[str, list[int]] = {}
    for number, region in enumerate(regions):
        if region.program and region.language == "python":
            programs.setdefault(region.program, []).append(number)
        else:
            found[number] = _migrate_alone(region, options, role)
    for numbers in programs.values():
        made = _migrate_program([regions[number] for number in numbers], options)
        found.update(zip(numbers, made, strict=True))
    return [found[number] for number in range(len(regions))]


def _migrate_alone(region: Region, options: Options, role: str) -> Found:
    # A file's own name isn't in it: what the page says of the library holds for its settings.
    filtered = role != "page" or not _holds_settings(region, options)
    try:
        return api.rewrite(region.text, region.language, options, role=role, filtered=filtered)
    except Refusal as refusal:
        return refusal


def _holds_settings(region: Region, options: Options) -> bool:
    if region.language not in api.SHELL_LIKE or not _TABLE.search(region.text):
        return False
    from prefect_codemods.shell.settings_search import names_tables

    return names_tables(region.text, options)


def _migrate_program(pieces: Sequence[Region], options: Options) -> list[Found]:
    """Pieces that a page leaves alone, or that can't be read, still need the names they use."""
    unread = {i: why for i, p in enumerate(pieces) if (why := _why_unreadable(p.text)) is not None}
    left = {i for i, piece in enumerate(pieces) if piece.skip}
    made = _rewrite_pieces(pieces, {*unread, *left}, options)
    if left:
        lessons = _rewrite_pieces(pieces, unread, options)
        made = [lessons[i] if i in left else found for i, found in enumerate(made)]
    return [unread.get(i, found) for i, found in enumerate(made)]


def _rewrite_pieces(pieces: Sequence[Region], held: Iterable[int], options: Options) -> list[Found]:
    from prefect_codemods.python import program

    kept = set(held)
    parts = [program.CodePiece(piece.text, i in kept) for i, piece in enumerate(pieces)]
    try:
        return [*program.rewrite_program(parts, options, code_block_rules.EMPTIED)]
    except Refusal as refusal:
        why = Refusal(refusal.message, help=refusal.help)
        return [Rewritten(p.text) if i in kept else why for i, p in enumerate(pieces)]


def _why_unreadable(text: str) -> Refusal | None:
    from prefect_codemods.python.syntax import parse_ast

    try:
        parse_ast(text)
    except Refusal as refusal:
        return refusal
    return None
