from __future__ import annotations

from dataclasses import replace

import pytest

from prefect_codemods.migration import Migration, default_migration, find_migration
from prefect_codemods.release import Release


def single(source: int, target: int, *stops: Release) -> Migration:
    return replace(default_migration(), source=Release(source), target=Release(target), stops=stops)


@pytest.mark.parametrize(
    ("text", "release", "shown"),
    [
        ("0.13", Release(0, 13), "0.13"),
        ("0.13.19", Release(0, 13, 19), "0.13.19"),
        ("v1.4.1", Release(1, 4, 1), "1.4.1"),
        ("1.x", Release(1), "1.x"),
        ("3", Release(3), "3.x"),
        ("3.9", Release(3, 9), "3.9"),
        ("3.9.x", Release(3, 9), "3.9"),
    ],
)
def test_what_is_a_release(text: str, release: Release, shown: str) -> None:
    assert Release.parse(text) == release
    assert str(release) == shown


@pytest.mark.parametrize("text", ["", "x", "1.", "0.x.3", "0.13.19rc1", "one", "0.13.19.4", "-1"])
def test_what_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="is not a release"):
        Release.parse(text)


def test_order() -> None:
    ordered = ["0.9", "0.10.7", "0.13", "0.13.0", "0.13.19", "0.14", "1", "1.4", "1.4.1", "3"]
    releases = [Release.parse(text) for text in ordered]
    shuffled = releases[5:] + releases[:5]
    assert sorted(shuffled) == releases
    assert not Release(0, 15, 0) < Release(0, 15)


def test_a_series_means_any_of_its_releases() -> None:
    series = Release(0, 14)
    assert series.reaches(Release(0, 14, 20))
    assert not series.reaches(Release(0, 15, 0))
    assert series.overlaps(Release(0, 13, 5), Release(0, 14, 2))
    assert not series.overlaps(Release(0, 13, 5), Release(0, 13, 19))
    assert Release(0, 14, 22).within(series)
    assert not series.within(Release(0, 14, 22))


def test_which_migration_leads_there() -> None:
    default = default_migration()
    assert find_migration(None, None) == default
    assert find_migration(Release(0, 13), Release(0, 15, 3)) == default
    assert find_migration(Release(0, 15), Release.parse("1.4.1")) == default
    with pytest.raises(ValueError, match=r"no migration to Prefect 0\.13"):
        find_migration(None, Release(0, 13))
    with pytest.raises(ValueError, match=r"no migration from Prefect 1\.4"):
        find_migration(Release(1, 4), None)


def test_a_chain_of_two_is_a_migration() -> None:
    first = single(0, 1, Release(0, 14))
    second = single(1, 3, Release(2))
    chain = first.then(second)
    assert (chain.source, chain.target) == (Release(0), Release(3))
    assert chain.each == (first, second)
    assert all(map(chain.leads_to, [Release(0, 14, 2), Release(1, 4), Release(2), Release(3, 9)]))
    third = single(3, 4)
    assert chain.then(third).each == first.then(second.then(third)).each == (first, second, third)
