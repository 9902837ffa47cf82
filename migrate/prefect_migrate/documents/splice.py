"""Put new code into a document; every character outside the regions stays."""

from __future__ import annotations

from collections.abc import Iterable

from prefect_migrate.documents.region import Region


def splice(text: str, rewritten: Iterable[tuple[Region, str]]) -> str:
    """``text`` with each region's code replaced by the new code given for it.

    A region whose code didn't change leaves its characters untouched. Raises ``ValueError`` for
    regions that overlap.
    """
    pieces: list[str] = []
    at = 0
    pairs = list(rewritten)
    inner = [(r.stand_in, r.restore(code)) for r, code in pairs if r.stand_in and code != r.text]
    outer = [(r, _with_inner(code, inner)) for r, code in pairs if not r.stand_in]
    for region, code in sorted(outer, key=lambda pair: pair[0].start):
        if region.start < at:
            raise ValueError(f"code regions overlap at character {region.start}")
        pieces.append(text[at : region.start])
        unchanged = code == region.text
        pieces.append(text[region.start : region.end] if unchanged else region.restore(code))
        at = region.end
    pieces.append(text[at:])
    return "".join(pieces)


def _with_inner(code: str, inner: Iterable[tuple[str, str]]) -> str:
    for name, new in inner:
        code = code.replace(name, new)
    return code
