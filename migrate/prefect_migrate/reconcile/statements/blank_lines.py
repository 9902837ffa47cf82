"""The blank lines between statements that no version holds one below the other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from prefect_migrate.reconcile.statements.elements import Element
from prefect_migrate.reconcile.statements.matching import Match
from prefect_migrate.reconcile.statements.pieces import Piece, Taken

RULE = "blank lines between statements"
Outcome = list[Piece]


def space_out(ordered: Sequence[Match], outcomes: Sequence[Outcome], *, nested: bool) -> None:
    """Part functions and classes from what they come to stand below, and join imports.

    ``nested``: the statements are those of a class or function.
    """
    filled = [(m, pieces) for m, pieces in zip(ordered, outcomes, strict=True) if pieces]
    for (above, before), (m, pieces) in pairwise(filled):
        first, last = pieces[0], before[-1]
        if not (isinstance(first, Taken) and isinstance(last, Taken)):
            continue
        known = _known_neighbours(above, m)
        if above.any.kind == m.any.kind == "import":
            if _joins(above, m) or (len(known) == 1 and not _blanks_above(known[0])):
                del pieces[: _leading(pieces)]
        elif known:
            continue
        elif {above.any.kind, m.any.kind} & {"def", "class"} and m.any.kind != "tail":
            _fill_up(pieces, _wanted_blanks(above, m, nested=nested) - _leading(pieces))


def _known_neighbours(above: Match, m: Match) -> list[Element]:
    """The second of the two on each side that has it right below the first."""
    pairs = (above.newer, m.newer), (above.older, m.older)
    return [other for one, other in pairs if one and other and one.end == other.start]


def _fill_up(pieces: Outcome, missing: int) -> None:
    first = pieces[0]
    assert isinstance(first, Taken)
    end = "\r\n" if first.text.endswith("\r\n") else "\n"
    pieces[:0] = [Taken(end, "rule", -1, RULE)] * missing


def _leading(pieces: Outcome) -> int:
    """How many blank lines the pieces begin with."""
    return next(
        (i for i, p in enumerate(pieces) if not isinstance(p, Taken) or p.text.strip()), len(pieces)
    )


def _blanks_above(element: Element) -> int:
    """How many blank lines stand above an element, and above its comments."""
    return next((i for i, line in enumerate(element.lines) if line.strip()), 0)


def _wanted_blanks(above: Match, m: Match, *, nested: bool) -> int:
    """The blank lines that the two have to their own neighbours; what is usual if they have none."""
    elements = (above.newer, above.older, m.newer, m.older)
    around = [*(_element_below(e) for e in elements[:2] if e), *(e for e in elements[2:] if e)]
    found = max((_blanks_above(e) for e in around if e and e.kind != "tail"), default=0)
    return found or (1 if nested else 2)


def _element_below(element: Element) -> Element | None:
    """The element of the module that stands below, on the same side."""
    every = element.text_of.elements
    at = bisect_left(every, element.end, key=lambda other: other.start)
    return every[at] if at < len(every) and every[at].start == element.end else None


def _joins(above: Match, m: Match) -> bool:
    """Whether each side added one of two imports in one place, right above another import."""
    alone = (above.newer is None) != (above.older is None) and above.base is None
    if not alone or m.base is not None or (m.newer is None) == (m.older is None):
        return False
    below = _element_below(m.any)
    return (
        _blanks_above(m.any) == _blanks_above(above.any)
        and below is not None
        and not (_blanks_above(below) or below.kind != "import")
    )
