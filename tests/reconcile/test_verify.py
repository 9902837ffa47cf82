"""The last look at a merge: each promise broken by hand, and each merge that keeps it."""

from __future__ import annotations

import pytest

from prefect_migrate.conflicts import parse_conflicts
from prefect_migrate.model import Direction, Line, Origin, Remaining, Source
from prefect_migrate.reconcile.result import Merge, Unsafe
from prefect_migrate.reconcile.verify import verify_merge

STATES = {"<": "ours", "|": "base", "=": "theirs", ">": "common"}


def conflict(
    ours: str, theirs: str, base: str | None = None, *, above: str = "", below: str = ""
) -> str:
    middle = "" if base is None else f"||||||| b\n{base}"
    return f"{above}<<<<<<< a\n{ours}{middle}=======\n{theirs}>>>>>>> c\n{below}"


def lines_of(text: str, *numbers: int) -> list[Line]:
    """The lines of a conflicted file with these numbers, each with its origin."""
    state, found = "common", []
    for number, line in enumerate(text.splitlines(keepends=True)):
        owner: str = state
        if line[:7] in {char * 7 for char in STATES} and line[7:8] in (" ", "\n"):
            owner, state = "marker", STATES[line[0]]
        origin = Origin(owner, None if owner == "marker" else number)  # type: ignore[arg-type]
        found.append(Line(line, origin))
    return [found[number - 1] for number in numbers]


def rule(text: str) -> Line:
    return Line(text, Origin("rule", None, "x"))


def check(
    text: str, lines: list[Line], kind: str = "text", base: str | None = None, *, remaining: int = 0
) -> None:
    conflicted = parse_conflicts(Source("a.txt", text), unmerged=True)
    left = tuple(Remaining("x", 1, "why", "how") for _ in range(remaining))
    known = None if base is None else base.splitlines(keepends=True)
    verify_merge(conflicted, Merge(tuple(lines), (), left, Direction("ours")), kind, known)


def broken(
    words: str,
    text: str,
    lines: list[Line],
    kind: str = "text",
    base: str | None = None,
    *,
    remaining: int = 0,
) -> None:
    with pytest.raises(Unsafe, match=words):
        check(text, lines, kind, base, remaining=remaining)


TEXT = conflict("x = 1\n", "x = 2\n", "x = 0\n", above="one\n", below="last\n")
"""1 one, 2 <, 3 x = 1, 4 |, 5 x = 0, 6 =, 7 x = 2, 8 >, 9 last."""


def test_lines_with_their_origins() -> None:
    check(TEXT, lines_of(TEXT, 1, 3, 9))
    check(TEXT, lines_of(TEXT, 1, 7, 9))
    check(TEXT, lines_of(TEXT, 1, 5, 9))
    check(TEXT, [*lines_of(TEXT, 1), rule("x = 3\n"), *lines_of(TEXT, 9)])
    check(TEXT, [*lines_of(TEXT, 1), Line("of the base\n", Origin("base")), *lines_of(TEXT, 9)])


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (Line("x = 1\n", Origin("rule")), "line 2 names no rule"),
        (Line("x = 1\n", Origin("ours")), "line 2 comes from nowhere"),
        (Line("x = 1\n", Origin("theirs")), "line 2 comes from nowhere"),
        (Line("x = 1\n", Origin("ours", 9)), "line 2 comes from nowhere"),
        (Line("x = 1\n", Origin("ours", -1)), "line 2 comes from nowhere"),
        (Line("x = 1 \n", Origin("ours", 2)), "line 2 is not the line that it comes from"),
        (Line("x = 1\n", Origin("theirs", 2)), "line 2 is not of theirs"),
        (Line("x = 1\n", Origin("common", 2)), "line 2 is not of common"),
        (Line("x = 2\n", Origin("ours", 6)), "line 2 is not of ours"),
        (Line("x = 0\n", Origin("ours", 4)), "line 2 is not of ours"),
        (Line("one\n", Origin("ours", 0)), "line 2 is not of ours"),
        (Line("<<<<<<< a\n", Origin("common", 1)), "line 2 is not of common"),
        (Line("<<<<<<< z\n", Origin("marker")), "line 2 is not a marker of the file"),
        (Line("x\n", Origin("marker")), "line 2 is not a marker of the file"),
    ],
)
def test_lines_that_their_origin_does_not_explain(line: Line, words: str) -> None:
    broken(words, TEXT, [*lines_of(TEXT, 1), line, *lines_of(TEXT, 9)])


def test_what_remains_is_what_stands_in_the_file() -> None:
    check(TEXT, lines_of(TEXT, *range(1, 10)), remaining=1)
    broken("the list of what remains", TEXT, lines_of(TEXT, *range(1, 10)))
    broken("the list of what remains", TEXT, lines_of(TEXT, 1, 3, 9), remaining=1)
    # An opener of its own, not closed or closed twice.
    broken("can't be read again", TEXT, lines_of(TEXT, 1, 2, 3, 9), remaining=1)
    broken("can't be read again", TEXT, lines_of(TEXT, 1, 2, 3, 6, 7, 8, 8, 9), remaining=1)
    # Markers that nobody counts, as those of a rule.
    made = [*lines_of(TEXT, 1), rule("<<<<<<< z\n"), *lines_of(TEXT, 3, 9)]
    broken("markers are left over", TEXT, made)
    made = [*lines_of(TEXT, 1), rule("<<<<<<< z\n"), rule("=======\n"), rule(">>>>>>> z\n")]
    broken("not those that remain", TEXT, [*made, *lines_of(TEXT, *range(2, 10))], remaining=1)


def test_markers_that_a_side_holds_itself_may_stay() -> None:
    text = conflict("a\n", "b\n", above="> >>>>>>> quoted\n  >>>>>>> x y\n")
    check(text, lines_of(text, 1, 2, 4))


BOTH = conflict("a = 1\nshared = 1\n", "shared = 1\nb = 2\n", above="one\n", below="last\n")
"""1 one, 2 <, 3 a, 4 shared, 5 =, 6 shared, 7 b, 8 >, 9 last."""


def test_a_line_of_both_sides_is_not_lost() -> None:
    check(BOTH, lines_of(BOTH, 1, 3, 4, 7, 9))
    broken("would be lost: 'shared = 1'", BOTH, lines_of(BOTH, 1, 3, 7, 9))
    broken("would be lost: 'last'", BOTH, lines_of(BOTH, 1, 3, 4, 7))
    check(BOTH, lines_of(BOTH, *range(1, 10)), remaining=1)
    # Blanks around it and the number of an item don't count, and what has no words.
    check(BOTH, [*lines_of(BOTH, 1, 3, 7, 9), rule("  shared = 1\n")])
    text = conflict("a\n---\n", "---\nb\n")
    check(text, lines_of(text, 2, 6))
    text = conflict("1. one\na\n", "2. one\nb\n")
    check(text, [*lines_of(text, 3, 6), rule("7) one\n")])
    broken("would be lost: 'one'", text, lines_of(text, 3, 6))


def test_what_the_sides_deleted_between_them_is_not_lost() -> None:
    kept = lines_of(BOTH, 1, 3, 7, 9)
    broken("would be lost", BOTH, kept, base="one\nshared = 1\nlast\n")
    check(BOTH, kept, base="one\nshared = 1\nshared = 1\nlast\n")
    broken("would be lost", BOTH, kept, base="")


def test_imports_may_stand_in_a_longer_one() -> None:
    shared = "from a import b\n"
    text = conflict(f"{shared}x = 1\n", f"{shared}y = 1\n")
    rest = lines_of(text, 3, 6)
    check(text, [rule("from a import b, c\n"), *rest], "python")
    check(text, [rule("from a import (\n"), rule("    c, b,\n"), rule(")\n"), *rest], "python")
    for other in (
        "from a import c\n",
        "from .a import b\n",
        "from a import b as d\n",
        "import a\n",
    ):
        broken("would be lost", text, [rule(other), *rest], "python")
    broken("would be lost", text, [rule("from a import b, c\n"), *rest], "text")
    text = conflict("z = f(1)\nx = 1\n", "z = f(1)\ny = 1\n")
    broken("would be lost", text, [rule("z = f(2)\n"), *lines_of(text, 3, 6)], "python")


@pytest.mark.parametrize("line", ["env: []", "env: {}", "- env: []", "resources: { }", "args: [ ]"])
def test_an_empty_field_may_say_something_now(line: str) -> None:
    text = conflict(f"{line}\na: 1\n", f"{line}\nb: 1\n")
    check(text, lines_of(text, 3, 6), "manifest")
    broken("would be lost", text, lines_of(text, 3, 6), "text")


def test_other_empty_fields_are_kept() -> None:
    text = conflict("emptyDir: {}\na: 1\n", "emptyDir: {}\nb: 1\n")
    broken("would be lost", text, lines_of(text, 3, 6), "manifest")


@pytest.mark.parametrize(
    ("kind", "bad", "words"),
    [("python", "x = (\n", "not Python any more"), ("manifest", "a: [\n", "not YAML any more")],
)
def test_what_was_valid_stays_valid(kind: str, bad: str, words: str) -> None:
    good = {"python": ("a = 1\n", "b = 2\n"), "manifest": ("a: 1\n", "b: 2\n")}[kind]
    text = conflict(*good)
    check(text, lines_of(text, 2), kind)
    broken(words, text, [*lines_of(text, 2), rule(bad)], kind)
    check(text, [*lines_of(text, 2), rule(bad)], "text")
    # Where a side was not valid itself, nothing is promised.
    text = conflict(good[0], bad)
    check(text, lines_of(text, 4), kind)
    # Each side of what remains is looked at.
    text = conflict(*good)
    broken(
        words, text, [*lines_of(text, 1, 2, 3), rule(bad), *lines_of(text, 5)], kind, remaining=1
    )


def page_broken(words: str, ours: str, theirs: str, *made: str) -> None:
    text = conflict(ours, theirs)
    broken(words, text, [rule(f"{line}\n") for line in made], "markdown")
    check(text, [rule(f"{line}\n") for line in made], "text")


def test_pages() -> None:
    page_broken("would not be closed", "a\n", "b\n", "```python", "x = 1")
    page_broken(
        "the heading '# One' would appear 2 times",
        "# One\n\na\n",
        "# One\n\nb\n",
        "# One",
        "",
        "# One",
    )
    page_broken(
        "would appear 2 times", "[[toc]]\n\na\n", "[[toc]]\n\nb\n", "[[toc]]", "", "[[toc]]"
    )
    page_broken(
        "a python block would not parse: 'x = \\('", "a\n", "b\n", "```python", "x = (", "```"
    )
    page_broken("a yaml block would not parse: 'a: \\['", "a\n", "b\n", "```yaml", "a: [", "```")


@pytest.mark.parametrize(
    ("ours", "theirs", "made"),
    [
        # As often as a side has it, and as broken as a side has it.
        ("# A\n\na\n\n# A\n", "# A\n\nb\n", "# A\n\na\nb\n\n# A\n"),
        (
            "```python\nx = (\n```\n\na\n",
            "```python\nx = (\n```\n\nb\n",
            "```python\nx = (\n```\n\na\nb\n",
        ),
        ("```text\nx = (\n```\n", "b\n", "```text\nx = (\n```\nb\n"),
        ("```python\nx = 1\n", "b\n", "```python\nx = 1\nb\n"),
        ("a\n\na\n", "b\n", "a\n\na\n\na\nb\n"),
    ],
)
def test_pages_as_good_as_the_sides(ours: str, theirs: str, made: str) -> None:
    text = conflict(ours, theirs)
    check(text, [rule(line) for line in made.splitlines(keepends=True)], "markdown")


TABLE = ("| a | b |", "| --- | --- |", "| 1 | 2 |")
TORN = "a row would have more or fewer cells than its table"


def test_rows_have_the_cells_of_their_table() -> None:
    sides = "\n".join(TABLE) + "\n\nx\n", "\n".join(TABLE) + "\n\ny\n"
    page_broken(TORN, *sides, *TABLE, "| 1 | 2 | 3 |")
    page_broken(TORN, *sides, *TABLE, "| 1 |")
    text = conflict(*sides)
    check(text, [rule(f"{line}\n") for line in (*TABLE, "| 3 | 4 |")], "markdown")
    # As a side has it; and what is no table has no cells.
    torn = "\n".join((*TABLE, "| 1 |")) + "\n\nx\n"
    text = conflict(torn, sides[1])
    check(text, [rule(f"{line}\n") for line in (*TABLE, "| 1 |")], "markdown")
    page_broken(TORN, torn, sides[1], *TABLE, "| 1 |", "| 2 |")
    text = conflict(*sides)
    lines = (*TABLE, "", "some words | more", "words", "and | so | on")
    check(text, [rule(f"{line}\n") for line in lines], "markdown")


def test_manifests_in_texts_of_the_code_of_a_page() -> None:
    code = ("```python", 'M = """', "apiVersion: v1", "kind: Pod", '"""', "```")
    text = conflict("\n".join(code) + "\na\n", "\n".join(code) + "\nb\n")
    check(text, [rule(f"{line}\n") for line in (*code, "a", "b")], "markdown")
    for bad in ("kind: [", "  kind: Pod", "apiVersion: x: y"):
        made = [rule(f"{line}\n") for line in (*code[:4], bad, *code[4:], "a", "b")]
        broken("a yaml block would not parse: 'apiVersion: v1'", text, made, "markdown")
    indented = [f"    {line}" for line in code[2:4]]
    lines = ("```python", "def f():", '    return """', *indented, '    """', "```", "a", "b")
    text = conflict("a\n", "b\n")
    check(text, [rule(f"{line}\n") for line in lines], "markdown")


def test_items_and_their_numbers() -> None:
    text = conflict("12. one\na\n", "3) one\nb\n")
    check(text, [rule("1. one\n"), *lines_of(text, 3, 6)])
    text = conflict("1234567890. one\na\n", "2. one\nb\n")
    check(text, lines_of(text, 3, 6))


def test_several_lines_are_looked_at_not_only_the_first() -> None:
    text = conflict("from a import b\nshared = 1\nx = 1\n", "from a import b\nshared = 1\ny = 1\n")
    made = [rule("from a import b, c\n"), *lines_of(text, 4, 8)]
    broken("would be lost: 'shared = 1'", text, made, "python")
    text = conflict("args: []\nshared: 1\nx: 1\n", "args: []\nshared: 1\ny: 1\n")
    broken("would be lost: 'shared: 1'", text, lines_of(text, 4, 8), "manifest")


def test_imports_of_the_same_folder() -> None:
    for old, new in (
        ("from . import b", "from . import b, c"),
        ("from .. import b", "from .. import b, c"),
    ):
        text = conflict(f"{old}\nx = 1\n", f"{old}\ny = 1\n")
        check(text, [rule(f"{new}\n"), *lines_of(text, 3, 6)], "python")
        broken(
            "would be lost", text, [rule("from ... import b, c\n"), *lines_of(text, 3, 6)], "python"
        )


def test_the_whole_sentence_is_said() -> None:
    text = conflict("a = 1\n", "b = 2\n")
    broken("safe: the result is not Python any more$", text, [rule("x = (\n")], "python")
    text = conflict("a: 1\n", "b: 2\n")
    broken("safe: the result is not YAML any more$", text, [rule("a: [\n")], "manifest")
    broken(
        "safe: a code block or container would not be closed$", text, [rule("```\n")], "markdown"
    )
