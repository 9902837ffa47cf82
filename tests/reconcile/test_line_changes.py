"""Three versions of lines of which each says something of its own."""

from __future__ import annotations

import pytest

from prefect_migrate.reconcile import settings_facts
from prefect_migrate.reconcile.fact_check import wrong_facts
from prefect_migrate.reconcile.line_changes import Additions, merge_lines

BASE = ["set -e", "pip install prefect==0.14", "docker build .", "docker push flow"]


def merged(
    base: list[str],
    ours: list[str],
    theirs: list[str],
    additions: Additions = "conflict",
    *,
    independent: bool = False,
) -> list[str] | None:
    held = {"ours": ours, "theirs": theirs}
    found = merge_lines(base, ours, theirs, additions=additions, independent=independent)
    return None if found is None else [held[side][at] for side, at in found]


def test_each_side_changed_another_line() -> None:
    ours = [BASE[0], "pip install prefect==0.15", *BASE[2:]]
    theirs = [*BASE[:2], "docker build -t flow .", BASE[3]]
    assert merged(BASE, ours, theirs) == [BASE[0], ours[1], theirs[2], BASE[3]]
    assert merged(BASE, theirs, ours) == [BASE[0], ours[1], theirs[2], BASE[3]]


def test_one_line_that_both_changed_is_a_conflict() -> None:
    ours = [BASE[0], "pip install prefect==0.15", *BASE[2:]]
    theirs = [BASE[0], "pip install prefect==0.16", *BASE[2:]]
    assert merged(BASE, ours, theirs) is None
    assert merged(BASE, ours, ours) == ours


def test_a_line_added_beside_one_that_the_other_side_changed_or_took_out() -> None:
    added = [*BASE[:3], "docker tag flow r/flow", BASE[3]]
    changed = [*BASE[:2], "docker build -t flow .", BASE[3]]
    assert merged(BASE, added, changed) == [*BASE[:2], changed[2], added[3], BASE[3]]
    taken_out = [*BASE[:2], BASE[3]]
    assert merged(BASE, added, taken_out) is None
    assert merged(BASE, added, taken_out, independent=True) == [*BASE[:2], added[3], BASE[3]]


def test_what_both_added_in_one_place() -> None:
    ours, theirs = [*BASE, "", "[a]", "x"], [*BASE, "", "[b]", "y"]
    assert merged(BASE, ours, theirs) is None
    assert merged(BASE, ours, theirs, "ours first") == [*BASE, "", "[a]", "x", "", "[b]", "y"]
    assert merged(BASE, ours, theirs, "theirs first") == [*BASE, "", "[b]", "y", "", "[a]", "x"]
    theirs = [*BASE, "", "[a]", "y"]
    assert merged(BASE, ours, theirs, "ours first") == [*BASE, "", "[a]", "x", "y"]
    assert merged(BASE, ours, theirs, "apart") == [*BASE, "", "[a]", "x", "", "[a]", "y"]


TOML = '[project]\ndependencies = [\n    "a",\n]\n\n[tool.x]\nkey = 1  # one\n'


@pytest.mark.parametrize(
    "result",
    [
        TOML.replace("key = 1", "key = '1'"),
        TOML.replace("  # one", ""),
        TOML.replace('    "a",\n', '    "a",\n    "b",\n    "b",\n'),
        TOML.replace('    "a",\n', '    "a",\n    "B>1",\n    "b",\n'),
        TOML.replace('    "a",\n', '    "b",\n'),
        TOML.replace("[tool.x]", "[tool.y]"),
        TOML.replace("[tool.x]", "more = true\n[tool.x]"),
    ],
)
def test_a_wrong_value_of_toml_is_told(result: str) -> None:
    right = TOML.replace('    "a",\n', '    "a",\n    "b",\n')
    ours = TOML.replace('    "a",\n', '    "a",\n    "b",\n')
    assert wrong_facts(settings_facts.toml_facts, TOML, ours, TOML, [right]) == {}
    assert wrong_facts(settings_facts.toml_facts, TOML, ours, TOML, [result])


@pytest.mark.parametrize(
    ("read", "text", "twice"),
    [
        (settings_facts.ini_facts, "[a]\nx = 1\n", "[a]\nx = 1\nx = 2\n"),
        (settings_facts.json_facts, '{"a": 1}', '{"a": 1, "a": 2}'),
        (settings_facts.toml_facts, "a = 1\n", "a = 1\na = 2\n"),
    ],
)
def test_a_key_that_stands_twice_can_not_be_read(read: object, text: str, twice: str) -> None:
    assert read(text) is not None  # type: ignore[operator]
    assert read(twice) is None  # type: ignore[operator]


def test_a_line_below_a_key_without_a_value_can_not_be_read() -> None:
    assert settings_facts.ini_facts("[a]\nflag\nx =\n  1\n") is not None
    assert settings_facts.ini_facts("[a]\nflag\n  1\n") is None


@pytest.mark.parametrize(
    ("read", "base", "ours", "theirs"),
    [
        (settings_facts.env_facts, "A=1\n", "B=1\n", "B=2\n"),
        (settings_facts.requirements_facts, "a\n", "Num-Py==1\n", "num_py==2\n"),
        (settings_facts.requirements_facts, "a\n", "b[x]\n", "b>2\n"),
    ],
)
def test_a_name_that_both_sides_added_stands_once(
    read: object, base: str, ours: str, theirs: str
) -> None:
    both = base + ours, base + theirs
    assert wrong_facts(read, base, *both, [base + ours + theirs])  # type: ignore[arg-type]
