"""Manifests that one side put into another code block, and that the other side changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from prefect_migrate.documents.manifest import NotYaml, read_documents
from prefect_migrate.documents.page import Fence, Page
from prefect_migrate.reconcile.edits import LineEdit, Stream, apply_edits
from prefect_migrate.reconcile.manifests.identity import Identity, manifest_identity
from prefect_migrate.reconcile.manifests.values import Value, node_meaning
from prefect_migrate.reconcile.page.fence_merge import FenceMerger
from prefect_migrate.reconcile.page.fences import fence_code, is_manifest
from prefect_migrate.reconcile.page.pieces import Piece
from prefect_migrate.reconcile.page.three_pages import SIDES, Spans, ThreePages
from prefect_migrate.reconcile.result import Sides, Span

_BOTH = ("ours", "theirs")


@dataclass(frozen=True, slots=True)
class Placed:
    """A manifest, and the fence that holds it."""

    name: Identity
    value: Value
    fence: Fence


def placed_manifests(page: Page) -> tuple[Placed, ...]:
    """The manifests of a page by what identifies them; those of unreadable fences are left out."""
    return tuple(found for fence in page.fences for found in _in_fence(page, fence))


def _in_fence(page: Page, fence: Fence) -> Iterator[Placed]:
    if fence.indent is None or not fence.closed or not is_manifest(page, fence):
        return
    try:
        found = read_documents(fence_code(page, fence))
    except NotYaml:
        return
    for document in found:
        name = manifest_identity(document)
        if name is not None:
            yield Placed(name, node_meaning(document.root), fence)


def fences_elsewhere(
    manifests: Mapping[str, Sequence[Placed]], spans: Mapping[str, Span]
) -> dict[str, list[Span]]:
    """The fences that now hold manifests of the base's span, and aren't those that held them.

    They stand outside of ``spans``, or hold less than another does of what was in one fence. Only
    those count that the other side changed: else it doesn't matter where they stand.
    """
    found: dict[str, list[Span]] = {side: [] for side in _BOTH}
    for known in manifests["base"]:
        if not _lies_in_span(known.fence, spans["base"]):
            continue
        for side, other in (_BOTH, _BOTH[::-1]):
            its = [one for one in manifests[side] if one.name == known.name]
            others = [one for one in manifests[other] if one.name == known.name]
            if len(its) != 1:
                continue
            own_fence = _own_fence(known.fence, manifests["base"], manifests[side])
            if its[0].fence == own_fence and _lies_in_span(own_fence, spans[side]):
                continue
            if [one.value for one in others] != [known.value]:
                found[side].append((its[0].fence.start, its[0].fence.end))
    return found


def _own_fence(fence: Fence, base: Sequence[Placed], side: Sequence[Placed]) -> Fence | None:
    """The fence of a side with the most of what a fence of the base holds, the first of equals."""
    names = {known.name for known in base if known.fence == fence}
    counts = Counter(one.fence for one in side if one.name in names)
    return max(counts, key=lambda one: (counts[one], -one.start), default=None)


def _lies_in_span(fence: Fence, span: Span) -> bool:
    return span[0] <= fence.start and fence.end <= span[1]


def merge_moved_manifests(pages: ThreePages, spans: Spans) -> Piece:
    """A stretch in which one side moved manifests that the other one changed."""
    sides = pages.sides
    for swapped in (sides, replace(sides, newer=sides.older, older=sides.newer)):
        made = _into_layout(pages, spans, swapped)
        if made is not None:
            return made
    reason = "one side moved manifests to another code block, the other side changed them"
    return Piece(*spans, None, reason, "manifests", "code", whole=True)


def _into_layout(pages: ThreePages, spans: Spans, sides: Sides) -> Piece | None:
    """The manifests merged in the layout of the newer of ``sides``, if only that changed it."""
    by_side = dict(zip(SIDES, spans, strict=True))
    newer, older = sides.newer.side, sides.older.side
    plain = [_outside_of_code(pages.pages[s], by_side[s]) for s in (older, "base")]
    if plain[0] != plain[1]:
        return None
    its, others, known = (
        _manifest_streams(pages.pages[s], by_side[s]) for s in (newer, older, "base")
    )
    parts = FenceMerger(sides, pages.settings).manifests(its, known, others)
    if parts is None or parts.undecided:
        return None
    edits = parts.edits
    if sides.newer is not pages.sides.newer:
        lines = sides.lines(sides.newer)
        start, end = by_side[newer]
        end -= len(lines)  # counted from the end, which edits don't move
        taken = apply_edits(lines, edits)
        edits = (LineEdit(*by_side[older], taken[start : end + len(taken)]),)
    reason = f"only {newer} changed which code blocks hold the manifests"
    return Piece(
        *spans,
        "merged",
        reason,
        "manifests",
        "code",
        "three-way",
        edits=edits,
        decisions=parts.decisions,
    )


def _manifest_streams(page: Page, span: Span) -> tuple[Stream, ...]:
    """The manifests' streams in a span of a page."""
    return tuple(
        Stream(fence.first, fence.last, fence.indent or 0)
        for fence in page.fences
        if _lies_in_span(fence, span) and fence.closed and is_manifest(page, fence)
    )


def _outside_of_code(page: Page, span: Span) -> list[str]:
    """The lines of a span without those of the manifests."""
    inside = {
        line for stream in _manifest_streams(page, span) for line in range(stream.start, stream.end)
    }
    return [page.lines[line] for line in range(*span) if line not in inside]
