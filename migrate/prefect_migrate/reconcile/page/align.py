"""Align the blocks of two whole variants by the lines that they share.

No diff is needed: every common line lies in one block of each variant, so blocks that share a
line with text belong together, and what lies between is a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from prefect_migrate.model import Side, Variant
from prefect_migrate.reconcile.result import Span


@dataclass(frozen=True, slots=True)
class BlockGroup:
    """Blocks that belong together: for each side the range of its block indexes and of lines.

    Both ranges are half-open and may be empty on one side; ``shared`` says that the blocks have
    lines in common, ``conflicted`` that lines of them stand in a conflict.
    """

    blocks: Mapping[Side, Span]
    lines: Mapping[Side, Span]
    shared: bool
    conflicted: bool


def align_blocks(
    variants: Mapping[Side, Variant], blocks: Mapping[Side, Sequence[Span]]
) -> tuple[BlockGroup, ...]:
    """Group the blocks (line spans, in order) of all variants."""
    sides = tuple(variants)
    groups: list[BlockGroup] = []
    at = dict.fromkeys(sides, 0)
    common = frozenset.intersection(*(frozenset(v.origin) for v in variants.values()))
    for component in _components(variants, blocks, common):
        before = {side: (at[side], component[side][0]) for side in sides}
        groups += _aligned_group(before, variants, blocks, common, shared=False)
        groups += _aligned_group(component, variants, blocks, common, shared=True)
        at = {side: component[side][1] for side in sides}
    rest = {side: (at[side], len(blocks[side])) for side in sides}
    groups += _aligned_group(rest, variants, blocks, common, shared=False)
    return tuple(groups)


def _components(
    variants: Mapping[Side, Variant],
    blocks: Mapping[Side, Sequence[Span]],
    common: frozenset[int],
) -> Iterable[dict[Side, Span]]:
    """Block index ranges that share lines, in order; ranges that meet on a side are one."""
    owner = {side: _owning_blocks(variants[side], blocks[side]) for side in variants}
    texts = {
        at: line for v in variants.values() for at, line in zip(v.origin, v.lines, strict=True)
    }
    current: dict[Side, Span] = {}
    for line in sorted(common):
        if not texts[line].strip() or any(line not in owner[side] for side in variants):
            continue
        here = {side: owner[side][line] for side in variants}
        if current and any(here[side] < current[side][1] for side in variants):
            current = {
                side: (current[side][0], max(current[side][1], here[side] + 1)) for side in variants
            }
            continue
        if current:
            yield current
        current = {side: (here[side], here[side] + 1) for side in variants}
    if current:
        yield current


def _owning_blocks(variant: Variant, blocks: Sequence[Span]) -> dict[int, int]:
    """Line of the conflicted file -> index of the block that holds it."""
    return {
        variant.origin[line]: index
        for index, (start, end) in enumerate(blocks)
        for line in range(start, end)
    }


def _aligned_group(
    ranges: Mapping[Side, Span],
    variants: Mapping[Side, Variant],
    blocks: Mapping[Side, Sequence[Span]],
    common: frozenset[int],
    *,
    shared: bool,
) -> Iterable[BlockGroup]:
    if all(start == end for start, end in ranges.values()):
        return
    lines = {
        side: _lines_of_blocks(ranges[side], variants[side], blocks[side]) for side in variants
    }
    conflicted = not shared or any(
        variants[side].origin[i] not in common for side in variants for i in range(*lines[side])
    )
    yield BlockGroup(dict(ranges), lines, shared, conflicted)


def _lines_of_blocks(indexes: Span, variant: Variant, blocks: Sequence[Span]) -> Span:
    """The lines of a range of blocks; of an empty one, the place where it would stand."""
    start, end = indexes
    if start < end:
        return blocks[start][0], blocks[end - 1][1]
    place = blocks[start][0] if start < len(blocks) else len(variant.lines)
    return place, place
