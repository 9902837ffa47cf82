"""Which side is the newer one, told from the Prefect release each was written for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from prefect_codemods.to_1 import release_signs
from prefect_migrate.conflicts import Conflicted
from prefect_migrate.model import Direction
from prefect_migrate.settings import Settings

Name = Literal["ours", "theirs"]
OTHER: dict[Name, Name] = {"ours": "theirs", "theirs": "ours"}
_LINK_WEIGHT, _CODE_WEIGHT = 1, 3


def infer(conflicted: Conflicted, settings: Settings) -> Direction:
    """The newer side and the sentences that say why.

    Only lines inside conflicts count: what both sides share tells nothing. A side is newer if
    its signs are of 0.14 and the other's of 0.13; ``None`` where signs are missing or contradict
    each other. ``settings.prefer`` names a side outright, or forbids to infer one.
    """
    if settings.prefer in ("ours", "theirs"):
        return Direction(settings.prefer, (f"--prefer {settings.prefer} was given",))
    if settings.prefer == "none":
        return Direction(None, ("--prefer none was given",))
    found = {side: _signs(conflicted, side) for side in OTHER}
    balance = {side: _weight(new) - _weight(old) for side, (old, new) in found.items()}
    evidence = tuple(
        sentence for side in OTHER for sentence in _sentences(side, conflicted, *found[side])
    )
    for side, other in OTHER.items():
        if balance[side] > balance[other] and balance[side] >= 0 >= balance[other]:
            return Direction(side, evidence)
    return Direction(None, evidence or ("neither side has signs of a Prefect release",))


def agreed(own: Direction, run: Direction | None, settings: Settings) -> Direction:
    """A file's own direction and that of the run's files with the same labels, as one.

    The files were merged at one go: where they contradict each other, nobody is believed.
    """
    if run is None or settings.prefer != "newer":
        return own
    if run.newer is None:
        return Direction(None, (*run.evidence, *own.evidence))
    return Direction(run.newer, (*own.evidence, *run.evidence))


def _signs(
    conflicted: Conflicted, side: Name
) -> tuple[tuple[release_signs.Found, ...], tuple[release_signs.Found, ...]]:
    text = "".join(line for c in conflicted.conflicts for line in c.part(side)[0])
    return (
        release_signs.signs(text, (*release_signs.LEGACY, *release_signs.LEGACY_AROUND)),
        release_signs.signs(text, (*release_signs.MODERN, *release_signs.MODERN_AROUND)),
    )


def _weight(found: Iterable[release_signs.Found]) -> int:
    return sum(_CODE_WEIGHT if f.sign.code else _LINK_WEIGHT for f in found)


def _sentences(
    side: Name,
    conflicted: Conflicted,
    old: Iterable[release_signs.Found],
    new: Iterable[release_signs.Found],
) -> Iterable[str]:
    label = conflicted.variant(side).label
    name = f"{side} ({label})" if label else side
    for kind, signs in (("0.13 or before", old), ("0.14 or after", new)):
        for found in signs:
            times = "" if found.count == 1 else f", {found.count} times"
            yield f"{name} is of {kind}: {found.sign.what} (`{found.example}`{times})"
