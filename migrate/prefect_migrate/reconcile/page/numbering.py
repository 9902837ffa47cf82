"""The numbers of lists whose items both sides changed: they go on as they did on either side."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from prefect_migrate.documents.page import Page
from prefect_migrate.model import Line, Origin
from prefect_migrate.reconcile.edits import LineEdit
from prefect_migrate.reconcile.page.units import Unit, page_units

_NUMBER = re.compile(r"([ \t]*)(\d{1,9})([.)])")
_RENUMBERED = Origin("rule", rule="three-way")


def renumber_lists(
    newer: Sequence[Line],
    edits: Sequence[LineEdit],
    before: Sequence[Page],
    cutter: Callable[[str], Page],
) -> tuple[LineEdit, ...]:
    """The edits of the newer side, with the items of the result numbered one after the other.

    That is done where both sides, ``before``, number their lists so, and the result doesn't.
    """
    if not edits or not any(_numbered(page) for page in before):
        return tuple(edits)
    places = list(_places(newer, edits))
    lines = [_line_at(newer, edits, place) for place in places]
    page = cutter("".join(line.text for line in lines))
    held = {text for one in before for text in _out_of_order(one)}
    made = list(edits)
    for item, number in _wrong_numbers(page):
        if _bare(item) in held:
            continue
        at, line = places[item.start], lines[item.start]
        text = _NUMBER.sub(rf"\g<1>{number}\g<3>", line.text, count=1)
        made = _with_line(made, at, Line(text, _RENUMBERED))
    return tuple(made)


Place = tuple[int | None, int]
"""A line of the result: the edit that it stands in, and its place there; or a line of the newer
side."""


def _places(newer: Sequence[Line], edits: Sequence[LineEdit]) -> Iterator[Place]:
    at = 0
    for number, edit in sorted(enumerate(edits), key=lambda item: (item[1].start, item[1].end)):
        yield from ((None, line) for line in range(at, edit.start))
        yield from ((number, line) for line in range(len(edit.lines)))
        at = edit.end
    yield from ((None, line) for line in range(at, len(newer)))


def _line_at(newer: Sequence[Line], edits: Sequence[LineEdit], place: Place) -> Line:
    number, line = place
    return newer[line] if number is None else edits[number].lines[line]


def _with_line(edits: list[LineEdit], place: Place, line: Line) -> list[LineEdit]:
    number, at = place
    if number is None:
        return [*edits, LineEdit(at, at + 1, (line,))]
    edit = edits[number]
    lines = (*edit.lines[:at], line, *edit.lines[at + 1 :])
    return [*edits[:number], LineEdit(edit.start, edit.end, lines), *edits[number + 1 :]]


def _numbered(page: Page) -> bool:
    return any(_number(unit) is not None for unit in page_units(page))


def _number(unit: Unit) -> int | None:
    match = _NUMBER.match(unit.text) if unit.kind == "item" else None
    return int(match[2]) if match is not None else None


def _bare(unit: Unit) -> str:
    return " ".join(_NUMBER.sub("", unit.text, count=1).split())


def _out_of_order(page: Page) -> Iterator[str]:
    """The items of a side with numbers that don't follow those above them."""
    yield from (_bare(item) for item, _ in _wrong_numbers(page))


def _wrong_numbers(page: Page) -> Iterator[tuple[Unit, int]]:
    """The items with other numbers than those above them ask for, and the numbers that they want.

    Lists that number all of their items alike ask for nothing.
    """
    runs: list[list[Unit]] = []
    open_at: dict[int, list[Unit]] = {}
    for unit in page_units(page):
        if unit.kind not in ("item", "rest", "fence", "code") and not unit.nested:
            open_at = {}
        if unit.kind != "item":
            continue
        open_at = {indent: run for indent, run in open_at.items() if indent <= unit.indent}
        if _number(unit) is None:
            open_at.pop(unit.indent, None)
        elif unit.indent in open_at:
            open_at[unit.indent].append(unit)
        else:
            runs.append([unit])
            open_at[unit.indent] = runs[-1]
    for run in runs:
        numbers = [number for unit in run if (number := _number(unit)) is not None]
        if len(set(numbers)) > 1 or len(run) == 1:
            wanted = range(numbers[0], numbers[0] + len(run))
            yield from (
                (unit, right)
                for unit, number, right in zip(run, numbers, wanted, strict=True)
                if number != right
            )
