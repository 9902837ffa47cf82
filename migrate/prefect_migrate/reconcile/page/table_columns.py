"""A table whose columns one side changed, and whose cells or rows the other one changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from prefect_migrate.reconcile.page.pieces import Name, Piece, Text
from prefect_migrate.reconcile.page.units import Unit, row_cells

_BAR = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class _Table:
    """A table as its head, and its rows by their first cell."""

    head: Unit
    columns: tuple[str, ...]
    rows: dict[str, Unit]


def merge_columns(
    ours: Sequence[Unit], base: Sequence[Unit], theirs: Sequence[Unit]
) -> Piece | None:
    """A table with the columns of the one side and the cells of the other.

    Where that isn't all that they did, all of the table stays. ``None`` for what is no table, one
    that only one side changed (as a changelog may hold it), and one with the same columns on both.
    """
    if any([u.key for u in units] == [u.key for u in base] for units in (ours, theirs)):
        return None
    read = [_read_table(units) for units in (ours, base, theirs)]
    tables = [table for table in read if table is not None]
    if len(tables) < len(read):
        return None
    mine, known, others = tables
    if mine.columns == others.columns:
        return None
    spans = [(units[0].start, units[-1].after) for units in (ours, base, theirs)]
    lines = None
    side: Name = "ours" if mine.columns != known.columns else "theirs"
    if mine.columns == known.columns or others.columns == known.columns:
        wide, other = (mine, others) if side == "ours" else (others, mine)
        lines = _merged_rows(side, wide, known, other)
    if lines is None:
        reason = f"{side} changed the columns of the table, and the other side what is in them"
        return Piece(spans[0], spans[1], spans[2], None, reason, ours[0].title, whole=True)
    reason = f"{side} changed the columns of the table, the other side its cells"
    blanks: list[Text] = ["\n"] * ours[-1].blanks
    return Piece(
        spans[0],
        spans[1],
        spans[2],
        "merged",
        reason,
        ours[0].title,
        rule="three-way",
        lines=(*lines, *blanks),
    )


def _read_table(units: Sequence[Unit]) -> _Table | None:
    """The only table that units are; ``None`` where rows can't be told apart."""
    if not units or units[0].kind != "table head" or units[0].end - units[0].start != 2:
        return None
    rows = units[1:]
    if any(unit.kind != "row" for unit in rows):
        return None
    columns = row_cells(units[0].text.split("\n", 1)[0])
    found = {row_cells(unit.text)[0]: unit for unit in rows}
    if len(found) < len(rows) or len(set(columns)) < len(columns):
        return None
    if any(len(row_cells(unit.text)) != len(columns) for unit in rows):
        return None
    return _Table(units[0], columns, found)


def _merged_rows(side: Name, wide: _Table, known: _Table, other: _Table) -> list[Text] | None:
    kept = [name for name in wide.columns if name in known.columns]
    if kept != [name for name in known.columns if name in kept] or kept[:1] != [known.columns[0]]:
        return None
    if list(other.rows) != list(known.rows) or list(wide.rows) != list(known.rows):
        return None
    if row_cells(other.head.text) != row_cells(known.head.text):
        return None
    lines: list[Text] = [(side, line) for line in range(*wide.head.content)]
    for name, row in wide.rows.items():
        made = _merged_row(row, wide, known, other, name)
        if made is None:
            return None
        lines.append((side, row.start) if made == row.text else made)
    return lines


def _merged_row(row: Unit, wide: _Table, known: _Table, other: _Table, name: str) -> str | None:
    """A row of the side with the new columns, with what the other side changed in it."""
    own = dict(zip(wide.columns, row_cells(row.text), strict=True))
    base = dict(zip(known.columns, row_cells(known.rows[name].text), strict=True))
    theirs = dict(zip(other.columns, row_cells(other.rows[name].text), strict=True))
    parts = _BAR.split(row.text)
    first = 0 if parts[0].strip() else 1
    for column, value in theirs.items():
        if value == base[column]:
            continue
        if column not in own or own[column] not in (base[column], value):
            return None
        at = first + wide.columns.index(column)
        parts[at] = with_cell(parts[at], value)
    return "|".join(parts)


def with_cell(old: str, value: str) -> str:
    """A cell with another value, as wide as it was where that will do."""
    end = old[len(old.rstrip("\r\n")) :]
    blank = " " if old[:1] in ("", " ") else ""
    return f"{blank}{value}{blank}".ljust(len(old) - len(end)) + end
