"""What both sides added in one place of a page: entries of a list, rows, parts of a changelog."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from prefect_migrate.conflicts.lines import line_opcodes
from prefect_migrate.reconcile.page.pieces import BOTH_ADDED, Piece, Stretch, Text
from prefect_migrate.reconcile.page.unit_changes import UnitPlace, unit_likeness
from prefect_migrate.reconcile.page.units import Unit, row_cells
from prefect_migrate.reconcile.result import Span

Key = tuple[object, ...]
"""What a unit says."""

_ONE_ENTRY = 0.8
"""Likeness from which two entries may be one in two wordings."""
_SHARED_WORDS = 0.6
"""From which part of the words of the shorter one on two texts may be one in two wordings."""
_OTHER_HEADING = 0.3
"""Likeness under which two headings are about different things."""
_LETTERS = re.compile(r"\w+")
_LINK_TARGET = re.compile(r"\]\([^)]*\)|<https?:[^>]*>")
_TARGET = re.compile(r"\.\. _([^:`]+|`[^`]+`):[ \t]+\S.*")
_OVERLINE = "=-~*#^\r\n"
_LOG_KINDS = {"heading", "item", "paragraph"}
_LOG = re.compile(
    r"(?i)^#*\s*(?:change\s?-?log|changes|history|news|release[ -]notes|releases|what.?s new)\b"
)


def is_log_name(path: str) -> bool:
    """Whether a file's name is one of a changelog."""
    return bool(_LOG.match(re.split(r"[/\\]", path)[-1].replace("_", " ")))


def is_log(path: str, units: Sequence[Unit]) -> bool:
    """Whether a page is a changelog, by its name or its first heading."""
    first = next((unit.text for unit in units if unit.kind == "heading"), "")
    return is_log_name(path) or bool(_LOG.match(first.lstrip(_OVERLINE)))


def both_added(stretch: Stretch, place: UnitPlace) -> Iterator[Piece]:
    """Ours, then theirs, where the order means nothing; else both stay in markers."""
    ours, theirs = stretch.run("ours", place), stretch.run("theirs", place)
    lines = _sections_together(stretch, place) or _lines_of_both(stretch, place, ours, theirs)
    if lines is None:
        yield Piece(*stretch.lines(place), None, BOTH_ADDED, ours[0].title)
        return
    first = next((line[0] for line in lines if not isinstance(line, str)), "ours")
    reason = f"both sides only added here: the addition of {first} comes first"
    title = f"{ours[0].title} / {theirs[0].title}"
    spans = stretch.lines(place)
    yield Piece(*spans, "merged", reason, title, rule="three-way", lines=tuple(lines))


def _sections_together(stretch: Stretch, place: UnitPlace) -> list[Text] | None:
    """The sections of a release that both sides of a changelog made, those of one heading as one.

    ``None`` where they have no heading in common, or something else was added too.
    """
    ours, theirs = stretch.run("ours", place), stretch.run("theirs", place)
    if not stretch.log or not _independent_places(stretch, place.ours[0], place.theirs[0]):
        return None
    mine, others = _named_sections(ours), _named_sections(theirs)
    shared = [name for name in mine if name in others]
    # Sections in another order on the other side: neither order is both sides' own.
    if not shared or shared != [name for name in others if name in mine]:
        return None
    parted = any(unit.blanks for unit in (*ours, *theirs))
    result: list[Text] = []
    for name in _in_order(list(mine), list(others)):
        own, other = mine.get(name, ()), others.get(name, ())
        if own and other:
            below = _lines_of_both(stretch, place, own[1:], other[1:])
            if below is None:
                return None
            result += [*_lines_of_units("ours", own[:1]), *below]
        else:
            result += [*_lines_of_units("ours", own), *_lines_of_units("theirs", other)]
        if parted and not _is_blank(result[-1], ours[0], theirs[0]):
            result.append("\n")
    while not (ours[-1].blanks or theirs[-1].blanks) and _is_blank(result[-1], ours[0], theirs[0]):
        result.pop()
    return result


def _is_blank(line: Text, ours: Unit, theirs: Unit) -> bool:
    if isinstance(line, str):
        return not line.strip()
    side, at = line
    return not (ours if side == "ours" else theirs).page.lines[at].strip()


def _named_sections(run: Sequence[Unit]) -> dict[Key, Sequence[Unit]]:
    """Sections of one level by their headings; none where that isn't all, or a release is there."""
    starts = [at for at, unit in enumerate(run) if unit.kind == "heading"]
    heads = [run[at] for at in starts]
    if starts[:1] != [0] or len({unit.level for unit in heads}) > 1:
        return {}
    if any(unit.release or unit.release_to_come for unit in heads):
        return {}
    parts = [run[i:j] for i, j in zip(starts, [*starts[1:], len(run)], strict=True)]
    found = {part[0].key: part for part in parts if len(part) > 1}
    return found if len(found) == len(heads) else {}


def _in_order(ours: Sequence[Key], theirs: Sequence[Key]) -> Iterator[Key]:
    """All names, those of both in their order, and between them those of ours, then of theirs."""
    at = 0
    for name in ours:
        if name in theirs:
            its = theirs.index(name)
            yield from theirs[at:its]
            at = its + 1
        yield name
    yield from theirs[at:]


def _lines_of_both(
    stretch: Stretch, place: UnitPlace, ours: Sequence[Unit], theirs: Sequence[Unit]
) -> list[Text] | None:
    """The lines of both; what both have alike stands once."""
    result: list[Text] = []
    for tag, i1, i2, j1, j2 in line_opcodes([u.key for u in ours], [u.key for u in theirs]):
        mine, others = ours[i1:i2], theirs[j1:j2]
        if tag == "equal" or not others:
            result += _lines_of_units("ours", mine)
        elif not mine:
            result += _lines_of_units("theirs", others)
        else:
            at = _index(stretch.ours, mine[0]), _index(stretch.theirs, others[0])
            follows = next(iter(ours[i2:]), _next_of_base(stretch, place))
            if first := _stands_first(stretch, place, mine, others, follows):
                result += _lines_of_units(*first[0])
                parted = first[0][1][-1].blanks or first[1][1][0].kind != "heading"
                result += [*([] if parted else ["\n"]), *_lines_of_units(*first[1])]
                continue
            if not _independent(stretch, mine, others, at):
                return None
            result += _lines_of_units("ours", mine[:-1])
            result += [("ours", line) for line in range(*mine[-1].content)]
            result += ["\n"] * _blank_lines_between(stretch, mine, others, at)
            result += _lines_of_units("theirs", others)
    return result


def _index(units: Sequence[Unit], unit: Unit) -> int:
    return bisect_left(units, unit.start, key=lambda other: other.start)


Addition = tuple[str, Sequence[Unit]]
"""A side, and what it added."""


def _stands_first(
    stretch: Stretch,
    place: UnitPlace,
    ours: Sequence[Unit],
    theirs: Sequence[Unit],
    follows: Unit | None,
) -> tuple[Addition, Addition] | None:
    """Both additions in the only order in which each stands where its side put it.

    What belongs to an item above, or to the section above, can't stand behind another item or
    heading: it would belong to that. So would what ``follows``, unless it is a heading itself.
    """
    if any(_may_be_one_text(a, b) for a in ours for b in theirs):
        return None
    sides: tuple[Addition, Addition] = ("ours", ours), ("theirs", theirs)
    for one, other in (sides, sides[::-1]):
        if other[1][0].kind == "heading":
            if (follows is None or follows.kind == "heading") and _are_of_section_above(one[1]):
                return one, other
        elif _are_of_item_above(one[1], other[1], stretch.before("base", place.base[0])):
            return one, other
    return None


def _may_be_one_text(ours: Unit, theirs: Unit) -> bool:
    """Whether two additions may say one thing in two wordings, below a heading of its own or not."""
    if "heading" in (ours.kind, theirs.kind):
        return False
    held = Counter(ours.words), Counter(theirs.words)
    shared = (held[0] & held[1]).total()
    return shared > _SHARED_WORDS * min(held[0].total(), held[1].total())


def _next_of_base(stretch: Stretch, place: UnitPlace) -> Unit | None:
    """The next thing on the page of the base, if there is one."""
    end = stretch.lines(place)[1][1]
    return next((unit for unit in stretch.all["base"] if unit.start >= end), None)


def _are_of_section_above(added: Sequence[Unit]) -> bool:
    return all(unit.kind != "heading" for unit in added)


def _are_of_item_above(added: Sequence[Unit], other: Sequence[Unit], before: Unit | None) -> bool:
    first = other[0]
    if before is None or not (before.kind == "item" or before.nested):
        return False
    if first.kind != "item" or any(unit.nested for unit in other):
        return False
    return all((unit.nested or unit.kind == "item") and unit.depth > first.indent for unit in added)


def _lines_of_units(side: str, units: Sequence[Unit]) -> list[Text]:
    name = "ours" if side == "ours" else "theirs"
    return [(name, line) for unit in units for line in range(unit.start, unit.after)]  # type: ignore[misc]


def _independent(stretch: Stretch, ours: Sequence[Unit], theirs: Sequence[Unit], at: Span) -> bool:
    """Whether either may stand before the other."""
    if not _independent_places(stretch, *at):
        return False
    if ours[0].nested or theirs[0].nested:
        return False
    ours, theirs = ([unit for unit in run if not unit.nested] for run in (ours, theirs))
    if {said for unit in ours if (said := _without_markup(unit))} & set(
        map(_without_markup, theirs)
    ):
        return False
    kinds = {unit.kind for unit in (*ours, *theirs)}
    if kinds == {"row"}:
        return _other_rows(ours, theirs)
    if kinds == {"reference"}:
        return not {unit.mark for unit in ours} & {unit.mark for unit in theirs}
    if kinds == {"code"}:
        return _other_targets(ours, theirs)
    if any(unit_likeness(a, b) >= _ONE_ENTRY for a in ours for b in theirs):
        return False
    if kinds == {"item"}:
        return _one_list(ours, theirs)
    if not stretch.log and ours[0].kind == theirs[0].kind == "heading":
        return _other_sections(ours, theirs)
    return stretch.log and kinds <= _LOG_KINDS and _parts_of_a_log(ours, theirs)


def _without_markup(unit: Unit) -> str:
    """Its words without case, signs and link targets: two that differ in these alone are one."""
    return " ".join(_LETTERS.findall(_LINK_TARGET.sub("]", unit.text).casefold()))


def _independent_places(stretch: Stretch, ours: int, theirs: int) -> bool:
    """Whether the units at these indexes stand below one heading and, in a changelog, one release."""
    above = stretch.heading("ours", ours), stretch.heading("theirs", theirs)
    if (above[0] and above[0].key) != (above[1] and above[1].key):
        return False
    releases = stretch.release("ours", ours), stretch.release("theirs", theirs)
    same = (releases[0] and releases[0].key) == (releases[1] and releases[1].key)
    return same or not stretch.log


def _other_rows(ours: Sequence[Unit], theirs: Sequence[Unit]) -> bool:
    """Rows of one shape with keys of their own."""
    rows = [[row_cells(unit.text) for unit in run] for run in (ours, theirs)]
    keys = [{row[0] for row in found} for found in rows]
    return not keys[0] & keys[1] and len({len(row) for found in rows for row in found}) == 1


def _other_targets(ours: Sequence[Unit], theirs: Sequence[Unit]) -> bool:
    """Link targets of reST with names of their own; their order means nothing."""
    found = [[_TARGET.fullmatch(unit.text.strip()) for unit in run] for run in (ours, theirs)]
    names = [{match[1].lower() for match in matches if match} for matches in found]
    return all(match for matches in found for match in matches) and not names[0] & names[1]


def _one_list(ours: Sequence[Unit], theirs: Sequence[Unit]) -> bool:
    """Items of one depth and bullet; numbers say an order, unless all of them are one."""
    marks = {run[0].mark for run in (ours, theirs)}
    numbers = {unit.mark for unit in (*ours, *theirs) if unit.mark not in "-*+"}
    depths = [min(unit.indent for unit in run) for run in (ours, theirs)]
    first = ours[0].indent == depths[0] == depths[1] == theirs[0].indent
    return first and len(marks) == 1 and len(numbers) < 2


def _parts_of_a_log(ours: Sequence[Unit], theirs: Sequence[Unit]) -> bool:
    """Sections of one level below one heading, or entries; never two releases."""
    heads = [[unit for unit in run if unit.kind == "heading"] for run in (ours, theirs)]
    if any(unit.release for run in heads for unit in run):
        return False
    if not heads[0] and not heads[1]:
        return len({unit.kind for unit in (*ours, *theirs)}) == 1
    begin = ours[0].kind == theirs[0].kind == "heading"
    return begin and ours[0].level == theirs[0].level == min(u.level for r in heads for u in r)


def _other_sections(ours: Sequence[Unit], theirs: Sequence[Unit]) -> bool:
    """Whole sections of one level, about other things by their headings."""
    heads = [[unit for unit in run if unit.kind == "heading"] for run in (ours, theirs)]
    levels = {unit.level for unit in (ours[0], theirs[0])}
    if levels != {min(unit.level for run in heads for unit in run)}:
        return False
    if any(len(run) < 2 for run in (ours, theirs)):
        return False  # a heading over what was there
    return all(unit_likeness(a, b) < _OTHER_HEADING for a in heads[0] for b in heads[1])


def _blank_lines_between(
    stretch: Stretch, ours: Sequence[Unit], theirs: Sequence[Unit], at: Span
) -> int:
    """How many blank lines stand between the two."""
    if ours[0].kind in ("row", "reference", "code"):
        return 0
    if ours[-1].kind != "item" or theirs[0].kind != "item":
        return max(1, ours[-1].blanks)
    for run in (ours, theirs):
        if len(run) > 1:
            return run[0].blanks
    before = stretch.before("ours", at[0])
    if before is not None and before.kind == "item":
        return before.blanks
    after = stretch.ours[at[0] + len(ours)] if at[0] + len(ours) < len(stretch.ours) else None
    return ours[-1].blanks if after is not None and after.kind == "item" else 0
