"""Prose of a group whose base is known: passage by passage, three-way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from prefect_migrate.model import Decision, Variant, conflict_id
from prefect_migrate.reconcile.conflict_writer import with_blanks
from prefect_migrate.reconcile.edits import LineEdit
from prefect_migrate.reconcile.page.prose import Passage, pairs
from prefect_migrate.reconcile.result import Sides

Verdict = Literal["newer", "older", "both", "same"]


@dataclass
class Sorted:
    """What a base proves of some passages, and the pairs that it doesn't settle.

    ``added`` are passages that only the older side added: they have no place in the newer.
    """

    edits: list[LineEdit] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    newer: list[Passage] = field(default_factory=list)
    older: list[Passage] = field(default_factory=list)
    added: list[Passage] = field(default_factory=list)


def three_way(
    sides: Sides, newer: Sequence[Passage], older: Sequence[Passage], base: Sequence[Passage]
) -> Sorted:
    """Settle the passages that only one side changed since the base."""
    known = {passage.text for passage in base}
    result = Sorted()
    for its, other in _apart(pairs(newer, older), known):
        if its is not None and other is not None:
            _pair(sides, its, other, known, result)
        elif its is not None and its.text in known:
            result.edits.append(LineEdit(*with_blanks(sides.newer, its.span), ()))
            result.decisions.append(proven(sides, sides.older, its, None, "took this out"))
        elif its is not None:
            result.decisions.append(proven(sides, sides.newer, its, None, "added this"))
        elif other is not None and other.text in known:
            result.decisions.append(proven(sides, sides.newer, None, other, "took this out"))
        elif other is not None:
            result.added.append(other)
    return result


def _apart(
    paired: Iterable[tuple[Passage | None, Passage | None]], known: set[str]
) -> Iterator[tuple[Passage | None, Passage | None]]:
    """The pairs; two passages that stand both in the base are no versions of one another."""
    for its, other in paired:
        both = its is not None and other is not None and {its.text, other.text} <= known
        if both and its is not None and other is not None and its.text != other.text:
            yield its, None
            yield None, other
        else:
            yield its, other


def _pair(sides: Sides, its: Passage, other: Passage, known: set[str], result: Sorted) -> None:
    if its.text == other.text:
        return
    if other.text in known:
        result.decisions.append(proven(sides, sides.newer, its, other, "changed this"))
    elif its.text in known:
        lines = sides.lines(sides.older)[other.span[0] : other.span[1]]
        result.edits.append(LineEdit(*its.span, lines))
        result.decisions.append(proven(sides, sides.older, its, other, "changed this"))
    else:
        result.newer.append(its)
        result.older.append(other)


def proven(
    sides: Sides, winner: Variant, newer: Passage | None, older: Passage | None, did: str
) -> Decision:
    """The decision on a passage that only ``winner`` changed, added or took out."""
    assert winner.side != "base"
    shown = newer or older
    assert shown is not None
    made = Decision(
        conflict_id(newer.text if newer else "", older.text if older else ""),
        "prose",
        shown.title,
        winner.side,
        "three-way",
        sides.base_grade,
        f"only {winner.side} {did} since the base",
    )
    return sides.decision(made, newer.span if newer else None, older.span if older else None)
