"""Hold the result of a merge with a base against what each side did, fact by fact.

A fact is a small thing that a text says: a word, a value at its path, an item, a comment. How often
the base and the sides have it tells how often the result may have it: what one side alone added is
there, what one side alone took out is removed, what both have stays, and nothing is new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

Facts = Counter[Hashable]
"""How often a text has each fact."""

Reader = Callable[[str], Facts | None]
"""The facts of a text; ``None`` where it can't be read."""


def allowed_counts(base: int, ours: int, theirs: int) -> tuple[int, int]:
    """How often, at least and at most, the result may have a fact.

    Where both sides added it, or both took it out, they may have meant the same one.
    """
    first, second = ours - base, theirs - base
    if first >= 0 and second >= 0:
        return base + max(first, second), base + first + second
    if first <= 0 and second <= 0:
        return max(base + first + second, 0), base + min(first, second)
    return base + min(first, second), base + max(first, second)


def wrong_facts(
    read: Reader, base: str, ours: str, theirs: str, results: Sequence[str]
) -> dict[Hashable, str] | None:
    """The facts that the result has too seldom (``lost``) or too often (``added``).

    ``results`` are the merged text or, where something stays in markers, what it is with each side
    taken. ``None`` where a text can't be read.
    """
    found = [read(text) for text in (base, ours, theirs, *results)]
    known = [facts for facts in found if facts is not None]
    if len(known) < len(found):
        return None
    return wrong_counts(known[0], known[1], known[2], known[3:])


def wrong_counts(
    base: Facts, ours: Facts, theirs: Facts, results: Sequence[Facts]
) -> dict[Hashable, str]:
    """``wrong_facts`` of texts that are read already."""
    wrong: dict[Hashable, str] = {}
    for fact in dict.fromkeys(fact for facts in (base, ours, theirs, *results) for fact in facts):
        least, most = allowed_counts(base[fact], ours[fact], theirs[fact])
        counts = [facts[fact] for facts in results]
        if max(counts) < least:
            wrong[fact] = "lost"
        elif min(counts) > most:
            wrong[fact] = "added"
    return wrong


class Changes(NamedTuple):
    """How often a side added each fact, and how often it took it out, stretch by stretch."""

    added: Facts
    removed: Facts


def counts_with_shared(
    base: int, fact: Hashable, ours: Changes, theirs: Changes
) -> tuple[int, int]:
    """How often, at least and at most, the result may have a fact of which the sides added and
    took out several, some of them alike.
    """
    added = ours.added[fact], theirs.added[fact]
    removed = ours.removed[fact], theirs.removed[fact]
    middle = base + sum(added) - sum(removed)
    return middle - min(added), middle + min(removed)


def shown_fact(fact: Hashable, what: str) -> str:
    """A sentence about a fact that the result has too seldom or too often."""
    said = " ".join(map(str, fact)) if type(fact) is tuple else str(fact)
    said = said if len(said) <= 80 else said[:79] + "…"
    return f"`{said}` would be " + ("lost" if what == "lost" else "there once too often")
