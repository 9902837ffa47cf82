"""Which side is the newer one, from the Prefect release each was written for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from prefect_codemods.knowledge import FoundSign, ReleaseSigns, find_signs
from prefect_codemods.release import Release
from prefect_migrate.conflicts import Conflicted
from prefect_migrate.model import Direction
from prefect_migrate.settings import Settings

Name = Literal["ours", "theirs"]
OTHER: dict[Name, Name] = {"ours": "theirs", "theirs": "ours"}
_LINK_WEIGHT, _CODE_WEIGHT = 1, 3


def infer_direction(conflicted: Conflicted, settings: Settings) -> Direction:
    """The newer side and the sentences that say why.

    Only lines inside conflicts count: what both sides share tells nothing. ``settings.prefer``
    names a side outright, or forbids to infer one.
    """
    if settings.prefer in ("ours", "theirs"):
        return Direction(settings.prefer, (f"--prefer {settings.prefer} was given",))
    if settings.prefer == "none":
        return Direction(None, ("--prefer none was given",))
    signs = settings.codemods.migration.release_signs()
    newer = newer_side({side: signs_of(conflicted, side, signs) for side in OTHER}, signs)
    evidence = sign_sentences(conflicted, signs)
    return Direction(newer, evidence or ("neither side has signs of a Prefect release",))


def side_is_chosen(settings: Settings, direction: Direction) -> bool:
    """Whether the user said which side wins where nothing else decides, and it is known."""
    return direction.newer is not None and settings.prefer in ("newer", "ours", "theirs")


def signs_of(conflicted: Conflicted, side: Name, signs: ReleaseSigns) -> tuple[FoundSign, ...]:
    """The signs in what one side has in the conflicts."""
    text = "".join(line for c in conflicted.conflicts for line in c.part(side)[0])
    return find_signs(text, signs.signs)


def newer_side(found: Mapping[Name, Sequence[FoundSign]], signs: ReleaseSigns) -> Name | None:
    """The side whose signs are all of later releases than those of the other.

    Both sides must have signs that tell: a side without signs may be of any release.
    """
    newer = {
        side
        for side, other in OTHER.items()
        for boundary in signs.boundaries
        if _sign_weight(found[side], boundary) > 0 > _sign_weight(found[other], boundary)
    }
    return newer.pop() if len(newer) == 1 else None


def sign_sentences(conflicted: Conflicted, signs: ReleaseSigns) -> tuple[str, ...]:
    """What the signs of both sides tell; those of Prefect 1 only beside those of Prefect 2."""
    found = {side: signs_of(conflicted, side, signs) for side in OTHER}
    since = {f.sign.since for side in OTHER for f in found[side]}
    last = max((s for s in since if s is not None), default=signs.boundaries[0])
    return tuple(
        _sentence(_side_with_label(side, conflicted), one)
        for side in OTHER
        for one in found[side]
        if one.sign.since is not None or (one.sign.until is not None and one.sign.until <= last)
    )


def agreed_direction(own: Direction, run: Direction | None, settings: Settings) -> Direction:
    """A file's own direction and that of the run's files with the same labels, as one.

    The files were merged at one go: where they contradict each other, nobody is believed.
    """
    if run is None or settings.prefer not in ("auto", "newer"):
        return own
    if run.newer is None:
        return Direction(None, (*run.evidence, *own.evidence))
    if own.newer is None:
        return run
    return Direction(run.newer, (*own.evidence, *run.evidence[1:]))


def _sign_weight(found: Iterable[FoundSign], boundary: Release) -> int:
    """Above 0 for signs of ``boundary`` and later releases, below 0 for signs of earlier ones."""
    weight = 0
    for one in found:
        own_weight = _CODE_WEIGHT if one.sign.code else _LINK_WEIGHT
        if one.sign.since is not None and one.sign.since >= boundary:
            weight += own_weight
        elif one.sign.until is not None and one.sign.until <= boundary:
            weight -= own_weight
    return weight


def _side_with_label(side: Name, conflicted: Conflicted) -> str:
    label = conflicted.variant(side).label
    return f"{side} (`{label}`)" if label else side


def _sentence(name: str, found: FoundSign) -> str:
    times = "" if found.count == 1 else f", {found.count} times"
    releases = found.sign.releases
    return f"{name} uses Prefect {releases}: {found.sign.what} (`{found.example}`{times})"
