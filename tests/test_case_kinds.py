"""Holds the table of ``cases/README.md`` to the case folders: each kind has at least three."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CASES = Path(__file__).parent / "cases"
_ROW = re.compile(r"^\| (?!kind |---)(?P<kind>.+?) \| (?P<cases>[^|]*) \|$", re.MULTILINE)
KINDS = [
    (row["kind"], re.findall(r"`([\w-]+/[\w-]+)`", row["cases"]))
    for row in _ROW.finditer((CASES / "README.md").read_text("utf-8"))
]


@pytest.mark.parametrize(("kind", "named"), KINDS, ids=[kind for kind, _ in KINDS])
def test_each_kind_has_three_cases(kind: str, named: list[str]) -> None:
    assert len(set(named)) >= 3
    for name in named:
        assert any((CASES / name).glob("input.*")), f"no such case: {name}"


def test_no_kind_stands_there_twice() -> None:
    assert len({kind for kind, _ in KINDS}) == len(KINDS) > 50
