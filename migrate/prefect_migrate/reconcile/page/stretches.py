"""Stretches of a page that are merged unit by unit: conflicts of a merge by line, widened to whole units."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from prefect_migrate.conflicts.lines import Chunk
from prefect_migrate.reconcile.page.fences import is_manifest
from prefect_migrate.reconcile.page.moved_manifests import fences_elsewhere, placed_manifests
from prefect_migrate.reconcile.page.three_pages import SIDES, Spans, Spot, ThreePages
from prefect_migrate.reconcile.result import Span


def find_stretches(three: ThreePages, found: Sequence[Chunk]) -> tuple[list[Spans], set[Spans]]:
    """The stretches among the chunks of a merge by line, and those of them with moved manifests."""
    points = _shared_starts(three, found)
    return _with_moved(three, _widened(three, found, points), points)


def _widened(three: ThreePages, found: Sequence[Chunk], points: Sequence[Spot]) -> list[Spans]:
    """The conflicts of a merge by line, widened to whole units on all three sides.

    In a changelog all changes are looked at: git puts an entry below a release that the other
    side made of the entries around it. So are those of code that both sides changed: git mixes
    what belongs together.
    """
    code = _code_of_both(three, found)
    stretches: list[Spans] = []
    for chunk in found:
        if chunk.kind not in ("conflict", "ours", "theirs"):
            continue
        if not (chunk.kind == "conflict" or three.log or _lies_in_spans(chunk, code)):
            continue
        before = points[bisect_right(points, sum(chunk.starts), key=sum) - 1]
        after = points[bisect_left(points, sum(chunk.ends), key=sum)]
        if stretches and sum(before) < sum(span[1] for span in stretches[-1]):
            before = _starts_of(stretches.pop())
        (o, b, t), (p, c, u) = before, after
        stretches.append(((o, p), (b, c), (t, u)))
    return stretches


def _with_moved(
    three: ThreePages, stretches: Sequence[Spans], points: Sequence[Spot]
) -> tuple[list[Spans], set[Spans]]:
    """The stretches, widened to where manifests of theirs stand now, and those with moved ones."""
    if not any(is_manifest(three.pages["base"], f) for f in three.pages["base"].fences):
        return list(stretches), set()
    manifests = {side: placed_manifests(page) for side, page in three.pages.items()}
    made: list[Spans] = []
    moved: set[Spans] = set()
    for spans in stretches:
        found = fences_elsewhere(manifests, dict(zip(SIDES, spans, strict=True)))
        grown = spans
        for at, side in enumerate(SIDES):
            for span in found.get(side, ()):
                grown = _enclosing_spans(grown, points, at, span)
        apart = any(found.values())
        while made and sum(_starts_of(grown)) < sum(span[1] for span in made[-1]):
            before = made.pop()
            apart = apart or before in moved
            moved.discard(before)
            grown = _spans_around(before, grown)
        made.append(grown)
        if apart:
            moved.add(grown)
    return made, moved


def _code_of_both(three: ThreePages, found: Sequence[Chunk]) -> list[Span]:
    """The fences of the base, with code that is merged by meaning, that both sides changed."""
    changes = [chunk for chunk in found if chunk.kind not in ("same", "both")]
    made: list[Span] = []
    for fence in three.pages["base"].fences:
        if fence.language not in ("python", "yaml") or not fence.closed:
            continue
        span = fence.start, fence.end
        first = bisect_right(changes, span[0], key=lambda chunk: chunk.base[1])
        last = bisect_left(changes, span[1], key=lambda chunk: chunk.base[0])
        if len({chunk.kind for chunk in changes[first:last]}) > 1:
            made.append(span)
    return made


def _shared_starts(three: ThreePages, found: Sequence[Chunk]) -> list[tuple[int, int, int]]:
    """Lines of ours, the base and theirs that are one, and start a unit in each."""
    starts = {side: set(lines) for side, lines in three.starts.items()}
    points = [(0, 0, 0)]
    for chunk in found:
        if chunk.kind != "same":
            continue
        for step in range(chunk.base[1] - chunk.base[0] + 1):
            point = chunk.ours[0] + step, chunk.base[0] + step, chunk.theirs[0] + step
            inside = all(at in starts[side] for side, at in zip(SIDES, point, strict=True))
            if inside and point > points[-1]:
                points.append(point)
    end = tuple(len(three.variants[side].lines) for side in SIDES)
    return points if points[-1] == end else [*points, (end[0], end[1], end[2])]


def _enclosing_spans(spans: Spans, points: Sequence[Spot], at: int, wanted: Span) -> Spans:
    """The spans, so far as to hold some lines of one side, from one shared start to another."""
    before = max((p for p in points if p[at] <= wanted[0]), default=points[0])
    after = min((p for p in points if p[at] >= wanted[1]), default=points[-1])
    return _spans_around(spans, tuple(zip(before, after, strict=True)))  # type: ignore[arg-type]


def _spans_around(first: Spans, second: Spans) -> Spans:
    (a, b, c), (d, e, f) = first, second
    return _span_around(a, d), _span_around(b, e), _span_around(c, f)


def _span_around(first: Span, second: Span) -> Span:
    return min(first[0], second[0]), max(first[1], second[1])


def _lies_in_spans(chunk: Chunk, spans: Sequence[Span]) -> bool:
    """Whether a chunk lies in one of the spans of the base, which are in order."""
    at = bisect_right(spans, chunk.base[0], key=lambda span: span[1])
    return at < len(spans) and spans[at][0] < max(chunk.base[1], chunk.base[0] + 1)


def _starts_of(spans: Spans) -> tuple[int, int, int]:
    return spans[0][0], spans[1][0], spans[2][0]
