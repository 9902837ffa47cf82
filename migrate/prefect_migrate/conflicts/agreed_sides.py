"""Git's two whole sides, made to agree where a person has chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from prefect_migrate.conflicts.base import BaseFound, WholeSides, side_equal_to_base
from prefect_migrate.conflicts.choices import Choice
from prefect_migrate.conflicts.lines import Span, equal_stretches
from prefect_migrate.conflicts.segments import Conflict, Conflicted
from prefect_migrate.model import Side, split_lines


def agreed_sides(
    base: BaseFound, conflicted: Conflicted, choices: Mapping[str, Choice]
) -> BaseFound:
    """``base`` with both sides saying what was chosen for the conflicts of ``choices``.

    So the rest of the file is merged as before. Where a side's lines can't be found whole, the
    file counts as one that somebody has edited: its markers tell of the sides.
    """
    sides = base.sides
    if sides is None or base.text is None:
        return base
    texts = [_agreed_text(side, text, conflicted, choices) for side, text in _named_sides(sides)]
    if texts[0] is None or texts[1] is None:
        return replace(base, sides=replace(sides, untouched=False), ancestor=None)
    ancestor = side_equal_to_base(texts[0], base.text, texts[1])
    whole = WholeSides(texts[0], texts[1], untouched=sides.untouched)
    return replace(base, sides=whole, ancestor=ancestor)


def _named_sides(sides: WholeSides) -> tuple[tuple[Side, str], tuple[Side, str]]:
    return ("ours", sides.ours), ("theirs", sides.theirs)


def _agreed_text(
    side: Side, text: str, conflicted: Conflicted, choices: Mapping[str, Choice]
) -> str | None:
    lines = split_lines(text)
    places = _line_places(conflicted, side, lines)
    for conflict in reversed(conflicted.conflicts):
        choice = choices.get(conflict.id)
        if choice is None:
            continue
        span = _marker_span(conflict, side, places, len(lines))
        if span is None:
            return None
        lines[slice(*span)] = choice.lines(conflict)
    return "".join(lines)


def _line_places(conflicted: Conflicted, side: Side, lines: Sequence[str]) -> dict[int, int]:
    """From lines of the conflicted file to those of the whole side."""
    variant = conflicted.variant(side)
    found: dict[int, int] = {}
    for start, other, size in equal_stretches(variant.lines, lines):
        found.update(
            zip(variant.origin[start : start + size], range(other, other + size), strict=True)
        )
    return found


def _marker_span(
    conflict: Conflict, side: Side, places: Mapping[int, int], end: int
) -> Span | None:
    """The lines of the whole side that stand between the markers."""
    lines, start = conflict.part(side)
    found = [places.get(at) for at in range(start, start + len(lines))]
    if not lines:
        above = max((at for at in places if at < conflict.start), default=None)
        first = places[above] + 1 if above is not None else 0
        return first, first
    first_line = found[0]
    if first_line is None or found != list(range(first_line, first_line + len(lines))):
        return None
    return first_line, min(end, first_line + len(lines))
