"""Schedules that are written anew hold what they were given, whatever expression it is."""

from __future__ import annotations

import pytest

from prefect_codemods.api import rewrite
from prefect_codemods.options import Options


@pytest.mark.parametrize(
    ("given", "source"),
    [
        ("found", "found"),
        ("a or b", "a or b"),
        ("one for one in found", "(one for one in found)"),
        ("(one for one in found)", "(one for one in found)"),
        ("a if b else c", "(a if b else c)"),
    ],
)
def test_a_union_of_schedules(given: str, source: str) -> None:
    text = f"from prefect.schedules import UnionSchedule\n\nboth = UnionSchedule({given})\n"
    assert rewrite(text, "python", Options()).text == (
        "from prefect.schedules import Schedule\n\n"
        f"both = Schedule(clocks=[c for s in {source} for c in s.clocks])\n"
    )
