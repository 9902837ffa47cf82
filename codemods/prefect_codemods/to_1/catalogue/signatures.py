"""Which parameters a class of Prefect had in the releases that a code may have been written for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from prefect_codemods.release import Release
from prefect_codemods.to_1.catalogue.histories import HISTORIES


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters of one class from ``first`` to ``last``, both included."""

    first: Release
    last: Release
    parameters: tuple[str, ...]


@cache
def _parse_history(name: str) -> tuple[Signature, ...]:
    made = []
    for span, parameters in HISTORIES.get(name, ()):
        first, _, last = span.partition("-")
        releases = Release.parse(first), Release.parse(last or first)
        made.append(Signature(*releases, tuple(parameters.split())))
    return tuple(made)


def class_signatures(name: str, since: Release | None = None) -> tuple[Signature, ...]:
    """The signatures of ``name`` that a code written for the release ``since`` may mean.

    Without ``since``, all of them.
    """
    found = _parse_history(name)
    if since is None:
        return found
    return tuple(s for s in found if since.overlaps(s.first, s.last))
