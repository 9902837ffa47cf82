"""Which parameters a class of Prefect had in the releases that a code may have been written for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from prefect_codemods.to_1.catalogue.histories import HISTORIES

Release = tuple[int, int]
"""``(minor, patch)`` of a 0.x release; 1.x counts as minor 100 and up."""


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters of one class from ``first`` to ``last``, both included."""

    first: Release
    last: Release
    parameters: tuple[str, ...]


def release(text: str) -> Release:
    """``0.13.19`` as ``(13, 19)``, ``1.4.1`` as ``(104, 1)``."""
    major, minor, patch = (int(part) for part in text.split("."))
    return (major * 100 + minor, patch)


@cache
def _history(name: str) -> tuple[Signature, ...]:
    made = []
    for span, parameters in HISTORIES.get(name, ()):
        first, _, last = span.partition("-")
        made.append(Signature(release(first), release(last or first), tuple(parameters.split())))
    return tuple(made)


def signatures(name: str, since: tuple[int, int | None] | None = None) -> tuple[Signature, ...]:
    """The signatures of ``name`` that a code written for the release ``since`` may mean.

    ``since`` is ``(minor, patch)`` as in ``Options``; without it, all of them.
    """
    found = _history(name)
    if since is None:
        return found
    minor, patch = since
    if patch is None:
        return tuple(s for s in found if s.first[0] <= minor <= s.last[0])
    return tuple(s for s in found if s.first <= (minor, patch) <= s.last)
