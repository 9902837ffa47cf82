"""The numbers of lists whose items both sides changed: they go on as they did on either side."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from prefect_migrate.documents.page import Page
from prefect_migrate.model import Line, Origin
from prefect_migrate.reconcile.edits import LineEdit
from prefect_migrate.reconcile.page.units import Unit, page_units

_NUMBER = re.compile(r"([ \t]*)(\d{1,9})([.)])( *)")
_RENUMBERED = Origin("rule", rule="three-way")
_MOST_BLANKS = 4
"""How many blanks may stand between a number and its text; behind more of them is code."""


def renumber_lists(
    newer: Sequence[Line],
    edits: Sequence[LineEdit],
    before: Sequence[Sequence[Unit]],
    cutter: Callable[[str], Page],
) -> tuple[LineEdit, ...]:
    """The edits of the newer side, with the items of the result numbered one after the other.

    That is done where both sides, ``before``, number their lists so, and the result doesn't.
    """
    if not edits or all(_number(unit) is None for units in before for unit in units):
        return tuple(edits)
    places = list(_lines_with_edits(newer, edits))
    lines = [_line_at(newer, edits, place) for place in places]
    found = page_units(cutter("".join(line.text for line in lines)))
    held = {_without_number(item) for units in before for item, _ in _wrong_numbers(units)}
    texts = [line.text for line in lines]
    starts = {unit.start for unit in found}
    for item, number in _wrong_numbers(found):
        if _without_number(item) not in held:
            _set_number(texts, item, number, starts)
    changed = {
        place: Line(text, _RENUMBERED)
        for place, line, text in zip(places, lines, texts, strict=True)
        if text != line.text
    }
    return _with_lines(edits, changed)


def _set_number(texts: list[str], item: Unit, number: int, starts: Collection[int]) -> None:
    """Give an item another number; what stands below it moves along with its text."""
    line = texts[item.start]
    match = _NUMBER.match(line)
    assert match is not None
    indent, old, mark, blanks = match.groups()
    shift = len(str(number)) - len(old)
    below: list[int] = []
    if shift:
        width = len(blanks) if 0 < len(blanks) <= _MOST_BLANKS else 1
        column = len(indent + old + mark) + width
        below = list(_lines_below(texts, item.start, column, starts))
        if any("\t" in texts[at][:column] for at in (item.start, *below)):
            return  # what stands behind a tab doesn't move along
    texts[item.start] = f"{indent}{number}{line[len(indent + old) :]}"
    for at in below:
        texts[at] = " " * shift + texts[at] if shift > 0 else texts[at][-shift:]


def _lines_below(
    texts: Sequence[str], first: int, column: int, starts: Collection[int]
) -> Iterator[int]:
    """The lines of an item behind its first that stand below its text, which begins at ``column``.

    A line further left ends the item where a unit starts; else it goes on with a paragraph.
    """
    for at in range(first + 1, len(texts)):
        text = texts[at]
        if text.strip() and text.expandtabs(4)[:column].isspace():
            yield at
        elif text.strip() and at in starts:
            return


Place = tuple[int | None, int]
"""A line of the result: the edit that it stands in, and its place there; or a line of the newer
side."""


def _lines_with_edits(newer: Sequence[Line], edits: Sequence[LineEdit]) -> Iterator[Place]:
    at = 0
    for number, edit in sorted(enumerate(edits), key=lambda item: (item[1].start, item[1].end)):
        yield from ((None, line) for line in range(at, edit.start))
        yield from ((number, line) for line in range(len(edit.lines)))
        at = edit.end
    yield from ((None, line) for line in range(at, len(newer)))


def _line_at(newer: Sequence[Line], edits: Sequence[LineEdit], place: Place) -> Line:
    number, line = place
    return newer[line] if number is None else edits[number].lines[line]


def _with_lines(edits: Sequence[LineEdit], changed: Mapping[Place, Line]) -> tuple[LineEdit, ...]:
    kept = (
        LineEdit(
            edit.start,
            edit.end,
            tuple(changed.get((number, at), line) for at, line in enumerate(edit.lines)),
        )
        for number, edit in enumerate(edits)
    )
    own = (LineEdit(at, at + 1, (line,)) for (n, at), line in changed.items() if n is None)
    return (*kept, *own)


def _number(unit: Unit) -> int | None:
    match = _NUMBER.match(unit.text) if unit.kind == "item" else None
    return int(match[2]) if match is not None else None


def _without_number(unit: Unit) -> str:
    return " ".join(_NUMBER.sub("", unit.text, count=1).split())


def _wrong_numbers(units: Sequence[Unit]) -> Iterator[tuple[Unit, int]]:
    """The items with other numbers than those above them ask for, and the numbers that they want.

    Lists that number all of their items alike ask for nothing.
    """
    runs: list[list[Unit]] = []
    open_at: dict[int, list[Unit]] = {}
    for unit in units:
        if unit.kind not in ("item", "rest", "fence", "code") and not unit.nested:
            open_at = {}
        if unit.kind != "item":
            continue
        # An item ends the lists within the items before it.
        open_at = {indent: run for indent, run in open_at.items() if indent <= unit.indent}
        if _number(unit) is None:
            # A bullet between numbers begins another list, which counts from its own first number.
            open_at.pop(unit.indent, None)
        elif unit.indent in open_at:
            open_at[unit.indent].append(unit)
        else:
            runs.append([unit])
            open_at[unit.indent] = runs[-1]
    for run in runs:
        numbers = [number for unit in run if (number := _number(unit)) is not None]
        if len(set(numbers)) > 1:
            wanted = range(numbers[0], numbers[0] + len(run))
            yield from (
                (unit, right)
                for unit, number, right in zip(run, numbers, wanted, strict=True)
                if number != right
            )
