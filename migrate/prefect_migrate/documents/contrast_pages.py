"""Pages that show the old form of something beside the new one; their code stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from prefect_codemods.knowledge import FoundSign, ReleaseSigns
from prefect_codemods.migration import Migration
from prefect_migrate.documents.region import Region

NEAR = 8
"""How many lines above a fence its introduction may stand."""
_CONTRAST = re.compile(
    r"\b(before|after|previously|formerly|old|new|instead|upgrad\w*|migrat\w*|deprecat\w*"
    r"|prior to|changed?|replaced?|0\.\d+(?:\.\d+)?|1\.0)\b",
    re.IGNORECASE,
)
REASON = "the page shows the old form beside the new one, so the old one was kept"


def mark_lessons(
    lines: Sequence[str],
    block_ends: Sequence[int],
    regions: Iterable[Region],
    migration: Migration,
) -> tuple[Region, ...]:
    """The regions; those with the old form carry the reason where the page teaches both.

    ``lines`` are those of the page, ``block_ends`` the lines behind its blocks of code. The newer form
    may be that of any later release.
    """
    found = tuple(regions)
    signs = migration.release_signs()
    forms = [_form(r.text, signs) for r in found]
    if "older" not in forms or "newer" not in forms:
        return found
    if not any(
        form and _CONTRAST.search(_prose_before(lines, block_ends, r))
        for r, form in zip(found, forms, strict=True)
    ):
        return found
    return tuple(
        replace(r, skip=REASON) if form == "older" else r
        for r, form in zip(found, forms, strict=True)
    )


def _form(text: str, signs: ReleaseSigns) -> Literal["older", "newer", ""]:
    """Whether code shows the form before or after a migration, and only that."""
    older, newer = _is_code(signs.in_older(text)), _is_code(signs.in_newer(text))
    if older == newer:
        return "newer" if not older and signs.for_later_releases(text) else ""
    return "older" if older else "newer"


def _is_code(found: Iterable[FoundSign]) -> bool:
    return any(f.sign.code for f in found)


def _prose_before(lines: Sequence[str], block_ends: Sequence[int], region: Region) -> str:
    """The prose that leads to a block: the lines above it down from the block before."""
    opener = region.line - 1
    previous_end = max((end for end in block_ends if end <= opener), default=0)
    return "".join(lines[max(previous_end, opener - NEAR) : opener])
