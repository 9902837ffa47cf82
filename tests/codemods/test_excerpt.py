"""What LibCST isn't shown changes nothing of what the codemods do."""

from __future__ import annotations

import ast
import gc
import weakref
from pathlib import Path

import libcst as cst
import pytest

from prefect_codemods.findings import Refusal, Rewritten
from prefect_codemods.migration import default_migration
from prefect_codemods.options import Options
from prefect_codemods.python import engine, excerpt, tree
from prefect_codemods.python.excerpt import Excerpt, make_excerpt

TESTS = Path(__file__).parents[1]
OTHERS = '''

def average(numbers, digits=2):
    """The mean of some numbers, with all that one may want to know of it."""
    total = 0
    for number in numbers:
        if number > digits:  # those below are noise
            total += round(number, digits)
        else:
            total -= min(number, digits)
    return {"total": total, "count": len(numbers), "digits": digits}


def median(numbers):
    """The number in the middle: half of the others are larger, and half of them are smaller."""
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else sum(ordered[middle - 1 : middle + 1]) / 2

'''
FLOW = """\
from prefect import Flow
from prefect.environments import LocalEnvironment
{0}
flow = Flow("f")
flow.environment = LocalEnvironment()
"""


def rewrite(text: str, least: int | None, monkeypatch: pytest.MonkeyPatch) -> Rewritten | str:
    """What becomes of ``text`` with excerpts that leave out at least so much, or with none."""
    with monkeypatch.context() as patch:
        if least is None:
            patch.setattr(excerpt, "make_excerpt", lambda *arguments: None)
        else:
            patch.setattr(excerpt, "_LEAST", least)
        try:
            return engine.rewrite_module(text, Options(unsafe_fixes=True))
        except Refusal as refusal:
            return refusal.message


def excerpt_of(text: str) -> Excerpt | None:
    return make_excerpt(text, ast.parse(text), default_migration())


def text_with_unseen_name() -> str:
    other = OTHERS.replace("total", "executor_total").replace("ordered", "UniversalRun")
    return FLOW.format(other).replace("LocalEnvironment()", 'LocalEnvironment(labels=["a"])')


def code_of_tests() -> list[Path]:
    places = ("cases", "real_prefect/flows", "merges", "left_alone")
    return [path for place in places for path in sorted((TESTS / place).rglob("*.py"))]


@pytest.mark.parametrize("part", range(8))
def test_excerpts_change_nothing(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in code_of_tests()[part::8]:
        text = path.read_bytes().decode("utf-8", "replace")
        with_excerpt = rewrite(text, 0, monkeypatch)
        assert with_excerpt == rewrite(text, None, monkeypatch), path


@pytest.mark.parametrize("part", range(8))
def test_nor_among_other_code(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in code_of_tests()[part::24]:
        text = path.read_bytes().decode("utf-8", "replace")
        try:
            first = ast.parse(text).body[-1].lineno
        except (SyntaxError, IndexError):
            continue
        lines = text.split("\n")
        mixed = "\n".join((*lines[: first - 1], *OTHERS.split("\n"), *lines[first - 1 :]))
        with_excerpt = rewrite(mixed, 0, monkeypatch)
        assert with_excerpt == rewrite(mixed, None, monkeypatch), path


def test_other_code_is_left_out() -> None:
    found = excerpt_of(FLOW.format(OTHERS))
    assert found is not None
    assert [part.whole for part in found.left_out] == [True, True]
    assert "def average" not in found.text
    assert {"average", "ordered", "noise"} <= found.words


@pytest.mark.parametrize(
    "named",
    [
        "print(average([1]))",
        "total = 1",
        "state.total = 1",
        "for digits in (1, 2):\n    pass",
    ],
)
def test_what_the_rest_names_or_binds_is_seen(named: str) -> None:
    text = FLOW.format(f"{OTHERS}\n{named}\n")
    found = excerpt_of(text)
    assert found is None or all("def average" not in part.text for part in found.left_out)


@pytest.mark.parametrize(
    "line",
    [
        "flow.run()",
        "x.environment = None",
        "setattr(x, name, 1)",
        "global limit",
        "import os",
        'image = "prefecthq/prefect:0.13"',
        "# prefect-migrate: ignore[PM101]",
        "y = LocalEnvironment",
        "exec(numbers)",
    ],
)
def test_what_a_codemod_may_look_for_is_seen(line: str) -> None:
    other = OTHERS.replace("    total = 0", f"    {line}\n    total = 0")
    found = excerpt_of(FLOW.format(other))
    assert found is None or all("total" not in part.text for part in found.left_out)


@pytest.mark.parametrize(
    "text",
    [
        FLOW.format(OTHERS).replace("import Flow", "import *"),
        FLOW.format(OTHERS).replace('flow = Flow("f")', 'print(flow := Flow("f"))'),
        FLOW.format(OTHERS).replace("flow = ", "\fflow = "),
    ],
)
def test_text_whose_names_cannot_be_told_is_shown_whole(text: str) -> None:
    assert excerpt_of(text) is None


@pytest.mark.parametrize(
    "line",
    [
        "a = 1; \\\nb = 2",
        "class Load(Flow):\n    a = 1; \\\n    b = 2",
        "def go(flow): \\\n    pass",
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_statements_over_continued_lines(
    line: str, newline: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    methods = "\n    def load(self):\n        return 1\n" if "class" in line else ""
    text = FLOW.format(f"{OTHERS}\n{line}\n{methods}\n@task\ndef other(): \\\n    return 1\n")
    text = text.replace("\n", newline)
    assert rewrite(text, 0, monkeypatch) == rewrite(text, None, monkeypatch)


def test_a_refusal_names_the_line_of_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    text = FLOW.format(f"{OTHERS}\n(limit): int = 1\n")
    refused = rewrite(text, 0, monkeypatch)
    line = text[: text.index("(limit)")].count("\n") + 1
    assert isinstance(refused, str)
    assert f"error at {line}:" in refused


def test_the_body_of_a_task_is_left_out() -> None:
    text = FLOW.format(OTHERS.replace("def average", "@task\ndef average")).replace(
        "Flow\n", "Flow, task\n"
    )
    found = excerpt_of(text)
    assert found is not None
    assert "@task\ndef average(numbers, digits=2):\n    ...\n" in found.text


def test_methods_are_left_out_of_a_class() -> None:
    inside = "".join(f"    {line}" if line.strip() else line for line in OTHERS.splitlines(True))
    text = FLOW.format(f"\n\nclass Load(Flow):\n    limit = 1\n{inside}\n")
    found = excerpt_of(text)
    assert found is not None
    assert [part.method for part in found.left_out] == [1, 2]


def test_a_comment_below_a_function_stays_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    text = FLOW.format(f"{OTHERS.rstrip()}\n    # indented\n")
    assert rewrite(text, 0, monkeypatch) == rewrite(text, None, monkeypatch)
    found = excerpt_of(text)
    assert found is not None
    assert not found.left_out[-1].whole


def test_a_name_that_is_unseen_has_all_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    text = text_with_unseen_name()
    found = excerpt_of(text)
    assert found is not None
    assert "UniversalRun" in found.words
    parsed: list[str] = []

    def parse(text: str) -> cst.Module:
        parsed.append(text)
        return cst.parse_module(text)

    monkeypatch.setattr(tree, "parse_cst", parse)
    made = engine.rewrite_module(text, Options(unsafe_fixes=True))
    assert parsed == [found.text, text]
    assert "PrefectUniversalRun" in made.text


@pytest.mark.parametrize("use", ["task(trigger=average)", "Flow('g', on_failure=average)"])
def test_a_function_that_is_handed_on_is_seen(use: str) -> None:
    found = excerpt_of(FLOW.format(f"{OTHERS}\ng = {use}\n"))
    assert found is None or all("total" not in part.text for part in found.left_out)


def test_a_task_that_is_handed_on_is_seen() -> None:
    text = FLOW.format(OTHERS.replace("def average", "@task\ndef average") + "\nx = [average]\n")
    found = excerpt_of(text.replace("Flow\n", "Flow, task\n"))
    assert found is None or all("total" not in part.text for part in found.left_out)


def test_no_tree_waits_for_the_garbage_collector(monkeypatch: pytest.MonkeyPatch) -> None:
    trees: list[weakref.ref[tree.Tree]] = []
    make = tree.Tree.__init__

    def note(self: tree.Tree, *arguments: object) -> None:
        assert [found for found in trees if found() is not None] == []
        trees.append(weakref.ref(self))
        make(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(tree.Tree, "__init__", note)
    gc.disable()
    try:
        for path in sorted((TESTS / "real_prefect" / "flows").glob("*/old.py")):
            engine.rewrite_module(path.read_text("utf-8"), Options(unsafe_fixes=True))
        assert trees
        before = len(trees)
        engine.rewrite_module(text_with_unseen_name(), Options(unsafe_fixes=True))
        assert len(trees) == before + 2
        assert [found for found in trees if found() is not None] == []
    finally:
        gc.enable()
