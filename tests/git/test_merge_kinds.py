"""Holds the table of tests/merges/README.md to the folders that it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
ROWS = re.findall(
    r"^\| (?!kind|---)(.+?) \| (.+) \|$", (TESTS / "merges/README.md").read_text(), re.M
)


def test_the_table_is_read() -> None:
    assert len(ROWS) > 20
    assert len({kind for kind, _ in ROWS}) == len(ROWS)


@pytest.mark.parametrize(("kind", "cell"), ROWS, ids=[kind for kind, _ in ROWS])
def test_a_kind_has_three_cases(kind: str, cell: str) -> None:
    in_cases = "".join(re.findall(r"\(([^)]*)\)", cell))
    folders = [
        TESTS / ("cases" if f"`{name}`" in in_cases else "merges") / name
        for name in re.findall(r"`([^`]+)`", cell)
    ]
    assert [str(folder) for folder in folders if not folder.is_dir()] == []
    assert len(set(folders)) >= 3, kind
