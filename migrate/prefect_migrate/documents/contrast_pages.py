"""Pages that show the old form of something beside the new one; their code stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from prefect_codemods.knowledge import Found
from prefect_codemods.migration import Migration
from prefect_migrate.documents.region import Region

if TYPE_CHECKING:
    from prefect_migrate.documents.page import Page

NEAR = 8
"""How many lines above a fence its introduction may stand."""
_CONTRAST = re.compile(
    r"\b(before|after|previously|formerly|old|new|instead|upgrad\w*|migrat\w*|deprecat\w*"
    r"|prior to|changed?|replaced?|0\.\d+(?:\.\d+)?|1\.0)\b",
    re.IGNORECASE,
)
REASON = "the page shows the old form beside the new one, so the old one was kept"


def mark_lessons(page: Page, regions: Iterable[Region], migration: Migration) -> tuple[Region, ...]:
    """The regions; those with the old form carry the reason where the page teaches both."""
    found = tuple(regions)
    signs = migration.release_signs()
    old = [
        r
        for r in found
        if _is_code(signs.in_older(r.text)) and not _is_code(signs.in_newer(r.text))
    ]
    new = [
        r
        for r in found
        if _is_code(signs.in_newer(r.text)) and not _is_code(signs.in_older(r.text))
    ]
    if not old or not new:
        return found
    if not any(_CONTRAST.search(_prose_before(page, r)) for r in (*old, *new)):
        return found
    return tuple(replace(r, skip=REASON) if r in old else r for r in found)


def _is_code(found: Iterable[Found]) -> bool:
    return any(f.sign.code for f in found)


def _prose_before(page: Page, region: Region) -> str:
    """The prose that leads to a fence: the lines above it down from the fence before."""
    opener = region.line - 1
    previous_end = max((f.end for f in page.fences if f.end <= opener), default=0)
    return "".join(page.lines[max(previous_end, opener - NEAR) : opener])
