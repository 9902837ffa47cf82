"""Below which headings the blocks of a page stand: a merge may not put one into another section, nor
make two sections of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from prefect_migrate.reconcile.decision_rules import three_way
from prefect_migrate.reconcile.page.units import Unit

Key = tuple[str, str]
"""The kind of a block and its words."""
_NO_TEXT = ("heading", "blank", "container mark", "table head")


@dataclass(frozen=True)
class Sections:
    """The blocks of a page, each that stands there once with the words of the heading above it."""

    units: Sequence[Unit]

    @cached_property
    def headings(self) -> frozenset[str]:
        """The words of all headings; the first section has none."""
        return frozenset(["", *(_unit_text(unit) for unit in self.units if unit.kind == "heading")])

    @cached_property
    def paths(self) -> Counter[tuple[str, ...]]:
        """The words of each heading behind those of the headings that it stands below."""
        found: Counter[tuple[str, ...]] = Counter()
        above: list[Unit] = []
        for unit in self.units:
            if unit.kind == "heading":
                above = [*(other for other in above if other.level < unit.level), unit]
                found[tuple(map(_unit_text, above))] += 1
        return found

    @cached_property
    def blocks(self) -> tuple[tuple[Key, str], ...]:
        """All blocks in order, with their headings."""
        return tuple(self._blocks())

    def _blocks(self) -> Iterator[tuple[Key, str]]:
        above = ""
        for unit in self.units:
            if unit.kind == "heading":
                above = _unit_text(unit)
            elif unit.kind not in _NO_TEXT and unit.words:
                yield (unit.kind, " ".join(unit.words)), above

    @cached_property
    def repeated(self) -> frozenset[Key]:
        """The blocks that stand on the page several times."""
        return frozenset(
            key for key, count in Counter(k for k, _ in self.blocks).items() if count > 1
        )

    @cached_property
    def heading_of(self) -> Mapping[Key, str]:
        """The heading of each block that stands on the page once."""
        return {key: above for key, above in self.blocks if key not in self.repeated}

    @cached_property
    def neighbours(self) -> Mapping[Key, frozenset[Key]]:
        """The blocks right before and behind each one, in its own section."""
        found: dict[Key, set[Key]] = {}
        for (one, above), (other, next_above) in zip(self.blocks, self.blocks[1:], strict=False):
            if above == next_above:
                found.setdefault(one, set()).add(other)
                found.setdefault(other, set()).add(one)
        return {key: frozenset(keys) for key, keys in found.items()}


def misplaced_block(base: Sections, ours: Sections, theirs: Sections, made: Sections) -> str:
    """The words of a block that a merge put below a heading where no side wants it; ``""``: none.

    A block may follow its neighbours below a heading that the other side put above them all.
    """
    repeated = base.repeated | ours.repeated | theirs.repeated
    for key, above in made.heading_of.items():
        if key in repeated:
            continue
        mine, others = ours.heading_of.get(key), theirs.heading_of.get(key)
        wanted = _allowed_headings(mine, others, base.heading_of.get(key))
        if above in wanted or not wanted & made.headings:
            continue
        beside = {
            other
            for side in (ours, theirs)
            if side.heading_of.get(key) in wanted
            for other in side.neighbours.get(key, ())
        }
        if not any(made.heading_of.get(other, above) == above for other in beside):
            return key[1]
    return ""


def doubled_section(base: Sections, ours: Sections, theirs: Sections, made: Sections) -> str:
    """The heading of a section that each side added in a place of its own; ``""``: none."""
    for path, count in made.paths.items():
        if count > 1 and (base.paths[path], ours.paths[path], theirs.paths[path]) == (0, 1, 1):
            return path[-1]
    return ""


def _allowed_headings(ours: str | None, theirs: str | None, base: str | None) -> set[str]:
    """The headings below which a block may stand; none where that can't be told."""
    held = {above for above in (ours, theirs) if above is not None}
    if base is None or len(held) < 2 or ours is None or theirs is None:
        return held
    taken = three_way(ours, theirs, base)
    return {ours, theirs} if taken is None else {theirs if taken == "older" else ours}


def _unit_text(unit: Unit) -> str:
    return " ".join(unit.words)
