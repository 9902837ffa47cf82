"""Prefect's images on Docker Hub, which hold a release each."""

from __future__ import annotations

from prefect_codemods.release import Release

_LAST_PATCHES = {
    Release(0, 14): 22,
    Release(0, 15): 13,
    Release(1, 0): 0,
    Release(1, 1): 0,
    Release(1, 2): 4,
    Release(1, 3): 1,
    Release(1, 4): 1,
}
"""The last release of each series that can be a target."""


def newest_release(target: Release) -> Release:
    """The newest release that ``target`` means: 1.4.1 for 1.x, 0.14.22 for 0.14.

    Raises ``ValueError`` where none is known.
    """
    if target.patch is not None:
        return target
    series = [known for known in _LAST_PATCHES if known.within(target)]
    if not series:
        raise ValueError(f"no release of {target} is known")
    newest = max(series)
    return Release(newest.major, newest.minor, _LAST_PATCHES[newest])


def image_pythons(release: Release) -> tuple[int, ...]:
    """The minor releases of Python 3 that ``RELEASE-python3.N`` tags exist for."""
    if release < Release(0, 15):
        return 6, 7, 8
    return (6, 7, 8, 9) if release < Release(1) else (7, 8, 9, 10)
