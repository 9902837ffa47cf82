"""Manifests that one side put into another code block, and that the other side changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from prefect_migrate.documents.manifest import NotYaml, read_documents
from prefect_migrate.documents.page import Fence, Page
from prefect_migrate.reconcile.edits import Stream
from prefect_migrate.reconcile.manifests.identity import Identity, manifest_identity
from prefect_migrate.reconcile.manifests.values import Value, node_meaning
from prefect_migrate.reconcile.page.fences import fence_code, is_manifest
from prefect_migrate.reconcile.result import Span

_SIDES = ("ours", "theirs")


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
    found: dict[str, list[Span]] = {side: [] for side in _SIDES}
    for known in manifests["base"]:
        if not _within(known.fence, spans["base"]):
            continue
        for side, other in (_SIDES, _SIDES[::-1]):
            its = [one for one in manifests[side] if one.name == known.name]
            others = [one for one in manifests[other] if one.name == known.name]
            if len(its) != 1:
                continue
            own_fence = _own_fence(known.fence, manifests["base"], manifests[side])
            if its[0].fence == own_fence and _within(own_fence, spans[side]):
                continue
            if [one.value for one in others] != [known.value]:
                found[side].append((its[0].fence.start, its[0].fence.end))
    return found


def _own_fence(fence: Fence, base: Sequence[Placed], side: Sequence[Placed]) -> Fence | None:
    """The fence of a side with the most of what a fence of the base holds, the first of equals."""
    names = {known.name for known in base if known.fence == fence}
    counts = Counter(one.fence for one in side if one.name in names)
    return max(counts, key=lambda one: (counts[one], -one.start), default=None)


def _within(fence: Fence, span: Span) -> bool:
    return span[0] <= fence.start and fence.end <= span[1]


def manifest_streams(page: Page, span: Span) -> tuple[Stream, ...]:
    """The manifests' streams in a span of a page."""
    return tuple(
        Stream(fence.first, fence.last, fence.indent or 0)
        for fence in page.fences
        if _within(fence, span) and fence.closed and is_manifest(page, fence)
    )


def outside_of_code(page: Page, span: Span) -> list[str]:
    """The lines of a span without those of the manifests."""
    inside = {
        line for stream in manifest_streams(page, span) for line in range(stream.start, stream.end)
    }
    return [page.lines[line] for line in range(*span) if line not in inside]
