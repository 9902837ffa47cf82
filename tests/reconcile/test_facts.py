"""What a merged module is held to, tried with results that are wrong on purpose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prefect_migrate.conflicts.lines import matching_lines
from prefect_migrate.reconcile.edits import SpanIndex
from prefect_migrate.reconcile.statements.elements import Text
from prefect_migrate.reconcile.statements.facts import ModuleVersions
from prefect_migrate.reconcile.statements.scopes import confused_functions

BASE = """import os


# the ports
@retry(3)
def listen(host, port=80):
    text = "up"  # told
    return bind(host, port, text)
"""
OURS = BASE.replace("port=80", "port=81")
THEIRS = BASE.replace("(host, port, text)", "(host, port, text, wait=True)")
MERGED = OURS.replace("(host, port, text)", "(host, port, text, wait=True)")


def text_of(code: str) -> Text:
    return Text(code, "a version")


def told(result: str) -> list[str]:
    versions = ModuleVersions(text_of(OURS), text_of(THEIRS), text_of(BASE))
    view = text_of(result)
    return [why for _, why in versions.broken(view, view, view)]


def test_a_right_merge_breaks_nothing() -> None:
    assert told(MERGED) == []


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("import os\n", "", "lose `os`"),
        ("# the ports\n", "", "lose the comment `# the ports`"),
        ("  # told", "", "lose the comment `# told`"),
        ("@retry(3)\n", "", "lose `retry`"),
        ('"up"', '"down"', "lose `'up'`"),
        ('"up"', '"down"', "write `'down'` once more"),
        ("port=81", "port=80", "lose `81`, which the newer side added"),
        ("port=81", "port=80", "keep `80`, which one side removed"),
        (", wait=True", "", "lose `bind(wait=True)`, which the older side added"),
        ("return bind", "return [bind", "write a part of the code (List) once more"),
        ("def listen", "async def listen", "write `async def listen` once more"),
    ],
)
def test_what_is_lost_kept_or_invented_is_named(old: str, new: str, part: str) -> None:
    result = MERGED.replace(old, new)
    result = result.replace("wait=True)", "wait=True)]") if "[" in new else result
    assert any(part in why for why in told(result)), told(result)


def test_what_stays_open_is_held_to_each_side() -> None:
    versions = ModuleVersions(text_of(OURS), text_of(THEIRS), text_of(BASE))
    views = [text_of(code.replace("port=81", "port=80")) for code in (OURS, THEIRS)]
    assert list(versions.broken(*map(text_of, (OURS, THEIRS, BASE)))) == []
    assert any("81" in why for _, why in versions.broken(*views, text_of(BASE)))


@pytest.mark.parametrize(
    ("newer", "older", "result", "function"),
    [
        (
            "def f(a):\n    return a\n",
            "def f(b):\n    print(b)\n",
            "def f(a):\n    print(b)\n",
            "f",
        ),
        (
            "class C:\n    def f(self):\n        x = 1\n        return x\n",
            "class C:\n    def f(self):\n        return x\n",
            "class C:\n    def f(self):\n        x = 1\n        print()\n        return x\n",
            "f",
        ),
        (
            "def f():\n    y = 1\n    def g():\n        return y\n",
            "def f():\n    def g():\n        print(y)\n        return y\n",
            "def f():\n    y = 1\n    def g():\n        print(y)\n        return y\n",
            "g",
        ),
    ],
)
def test_a_name_that_means_another_thing(
    newer: str, older: str, result: str, function: str
) -> None:
    assert function in dict(confused_functions(*map(text_of, (result, newer, older))))


def test_functions_of_one_side_are_its_own_affair() -> None:
    newer, older = "def f(a):\n    return a\n", "def f(b):\n    return b\n"
    assert list(confused_functions(text_of(newer), text_of(newer), text_of(older))) == []
    more = newer + "\n\ndef g():\n    pass\n"
    assert list(confused_functions(text_of(more), text_of(newer), text_of(older))) == []


lines = st.lists(st.sampled_from([f"{letter}\n" for letter in "abcdefgh"]), max_size=300)


@given(lines, lines)
def test_matching_lines_are_equal_and_rise(old: list[str], new: list[str]) -> None:
    old, new = [*old, "end\n"], [*new, "end\n"]
    at = other = 0
    for start, its, size in matching_lines(old, new):
        assert start >= at and its >= other and size
        assert old[start : start + size] == new[its : its + size]
        at, other = start + size, its + size
    assert (at, other) == (len(old), len(new)) or not old[at:] or not new[other:]


spans = st.tuples(st.integers(0, 20), st.integers(0, 5)).map(lambda s: (s[0], s[0] + s[1]))


@given(st.lists(spans, max_size=8), spans)
def test_an_index_of_spans_finds_what_each_would(found: list[tuple[int, int]], asked) -> None:  # type: ignore[no-untyped-def]
    start, end = asked
    each = any(first < end and start < last for first, last in found)
    assert SpanIndex(found).meets(start, end) == each
