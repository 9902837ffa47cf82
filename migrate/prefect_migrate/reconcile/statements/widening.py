"""Open places in code that the codemods rewrote, widened to what they made of one stretch.

A place that stays open shows the older side as it was before the codemods. Where these made
several statements of one, all of them must stay open together: else the old statement would stand
beside its own replacement.
"""

from __future__ import annotations

from collections.abc import Sequence

from prefect_migrate.reconcile.statements.elements import Span
from prefect_migrate.reconcile.statements.pieces import OpenPlace, Piece, Taken


def widened_pieces(
    pieces: Sequence[Piece], runs: Sequence[Span], newer: Sequence[str], older: Sequence[str]
) -> list[Piece] | None:
    """The pieces with no open place that holds only a part of a run.

    ``runs`` are the stretches of ``older`` that the codemods wrote. ``None`` where a run's other
    lines went elsewhere.
    """
    rest = list(reversed(pieces))
    made: list[Piece] = []
    while rest:
        piece = rest.pop()
        if isinstance(piece, OpenPlace):
            grown = _grown(piece, made, rest, runs, newer, older)
            if grown is None:
                return None
            piece = grown
        made.append(piece)
    return made


def _grown(
    place: OpenPlace,
    before: list[Piece],
    behind: list[Piece],
    runs: Sequence[Span],
    newer: Sequence[str],
    older: Sequence[str],
) -> OpenPlace | None:
    """``place`` with what it takes from the end of ``before`` and of ``behind``."""
    while True:
        start, end = place.older
        touched = [run for run in runs if run[0] < max(end, start + 1) and start < run[1]]
        if start == end:
            touched = [run for run in touched if run[0] < start]
        wanted = min([start, *(a for a, _ in touched)]), max([end, *(b for _, b in touched)])
        if wanted == place.older:
            return place
        up = wanted[0] < start
        stack = before if up else behind
        if not stack:
            return None
        joined = _with_neighbour(place, stack.pop(), up, newer, older)
        if joined is None:
            return None
        place = joined


def _with_neighbour(
    place: OpenPlace, piece: Piece, up: bool, newer: Sequence[str], older: Sequence[str]
) -> OpenPlace | None:
    """``place`` and the piece above or below it, if that is the next on both sides."""
    if isinstance(piece, OpenPlace):
        its, other, reason = piece.newer, piece.older, piece.reason
    else:
        if piece.source != "newer":
            return None  # its line is one of another text
        line = place.older[0] - 1 if up else place.older[1]
        if not (0 <= line < len(older) and older[line] == piece.text == newer[piece.line]):
            return None
        its, other, reason = (piece.line, piece.line + 1), (line, line + 1), place.reason
    first, second = (its, place.newer) if up else (place.newer, its)
    third, fourth = (other, place.older) if up else (place.older, other)
    if first[1] != second[0] or third[1] != fourth[0]:
        return None
    base = None
    if isinstance(piece, OpenPlace) and piece.base and place.base:
        base = min(piece.base[0], place.base[0]), max(piece.base[1], place.base[1])
    reasons = "; ".join(dict.fromkeys((place.reason, reason)))
    return OpenPlace((first[0], second[1]), (third[0], fourth[1]), base, reasons)


def serves_nothing(pieces: Sequence[Piece], own: Sequence[int | None]) -> bool:
    """Whether an import is taken that the codemods made for a place that stays open.

    ``own`` says for each line of the older side where it stood before the codemods.
    """
    taken = [p for p in pieces if isinstance(p, Taken)]
    fresh = [p for p in taken if p.source == "older" and own[p.line] is None and _import(p.text)]
    others = " ".join(p.text for p in taken if p not in fresh)
    return any(name not in others for p in fresh for name in _import(p.text))


def _import(line: str) -> list[str]:
    """The names that a line imports from a module."""
    _, _, names = line.partition(" import ") if line.startswith("from ") else ("", "", "")
    return [name.split()[-1].strip("(),") for name in names.split(",") if name.split()]
