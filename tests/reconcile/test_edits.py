from __future__ import annotations

import pytest

from prefect_migrate.model import Line, Origin
from prefect_migrate.reconcile.edits import LineEdit, apply_edits


def _lines(text: str) -> tuple[Line, ...]:
    return tuple(Line(c, Origin("common", i)) for i, c in enumerate(text))


def _text(lines: tuple[Line, ...]) -> str:
    return "".join(line.text for line in lines)


def test_replaces_and_inserts_in_line_order() -> None:
    edits = [LineEdit(3, 3, _lines("xy")), LineEdit(0, 1, _lines("A")), LineEdit(1, 1, _lines("b"))]
    assert _text(apply_edits(_lines("0123"), edits)) == "Ab12xy3"


def test_insertions_at_one_place_keep_their_order() -> None:
    edits = [LineEdit(1, 1, _lines("a")), LineEdit(1, 1, _lines("b"))]
    assert _text(apply_edits(_lines("01"), edits)) == "0ab1"


@pytest.mark.parametrize("edits", [[(0, 2), (1, 3)], [(3, 9)]])
def test_refuses_edits_that_overlap_or_lie_outside(edits: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="overlaps or lies outside"):
        apply_edits(_lines("0123"), [LineEdit(a, b, ()) for a, b in edits])
