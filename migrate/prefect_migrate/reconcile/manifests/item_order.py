"""Where the items of two lists stand in one: each between the neighbours that both sides have."""

from __future__ import annotations

from collections.abc import Collection, Sequence


class OrderContradicts(Exception):
    """The two sides want the same items in different orders; the message says which.

    ``same_place`` are the other side's items that ask for the same place.
    """

    def __init__(self, message: str, same_place: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.same_place = tuple(same_place)


def is_reordered(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether two lists have the names that both hold in different orders."""
    return _names_in_common(first, second) != _names_in_common(second, first)


def _names_in_common(names: Sequence[str], others: Collection[str]) -> list[str]:
    return [name for name in names if name in others]


def insertion_index(
    kept: Sequence[str],
    own: Sequence[str],
    name: str,
    *,
    strict: bool,
    added: Collection[str] = (),
    first: bool = False,
) -> int:
    """The index in ``kept`` at which ``name``, which stands in ``own``, is to be put.

    It comes behind all that precede it in ``own`` and before all that follow it; ``first``: and
    before what only the other side has there, else behind that. ``strict`` says that order counts:
    then contradictions, and a stretch into which the other side ``added`` items as well, raise
    ``OrderContradicts``.
    """
    at = own.index(name)
    places = {known: index for index, known in enumerate(kept)}
    before = [places[n] for n in own[:at] if n in places]
    after = [places[n] for n in own[at + 1 :] if n in places]
    low = max(before, default=-1) + 1
    high = min(after, default=len(kept))
    if low > high:
        if strict:
            raise OrderContradicts(f"the sides put what is around `{name}` in different orders")
        high = low
        held = set(own)
        while high < len(kept) and kept[high] not in held:
            high += 1
    same_place = [n for n in kept[low:high] if n in added]
    if strict and same_place:
        raise OrderContradicts(
            f"both sides added an item in the same place, `{same_place[0]}` and `{name}`, "
            "and their order counts",
            same_place,
        )
    replaced = at > 0 and not before  # what stood above it has others in its place
    return low if first and not replaced else high


def put_instead(name: str, known: Sequence[str], side: Sequence[str]) -> list[str]:
    """What a side that took ``name`` of the base out put in its place: the same by a new name?"""
    at = known.index(name)
    above = next((n for n in reversed(known[:at]) if n in side), None)
    below = next((n for n in known[at + 1 :] if n in side), None)
    start = side.index(above) + 1 if above is not None else 0
    end = side.index(below) if below is not None else len(side)
    return [n for n in side[start:end] if n not in known]
