"""The report of one text: what is edited, what is told, and what is left for a later search."""

from __future__ import annotations

from dataclasses import replace

import pytest

from prefect_codemods.findings import Level, Refusal
from prefect_codemods.options import Options
from prefect_codemods.rule import Kind, Rule
from prefect_codemods.text_edits import Report

FIX = Rule("PM998", "fix", Kind.SAFE, "1.0.0", what="", why="", advice="do this")
OTHER = replace(FIX, code="PM997")
UNSAFE = replace(FIX, code="PM996", kind=Kind.UNSAFE)
TEXT = "one two\nthree # note\n  four \\\n  five\nsix"


def report(text: str = TEXT, **options: object) -> Report:
    return Report(text, replace(Options(), **options), "shell")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("offset", "place"),
    [(0, (1, 1)), (6, (1, 7)), (7, (1, 8)), (8, (2, 1)), (len(TEXT) - 1, (5, 3)), (len(TEXT), (5, 4))],
)  # fmt: skip
def test_places(offset: int, place: tuple[int, int]) -> None:
    assert report().position(offset) == place
    assert report().offset(*place) == offset


def test_an_edit_and_its_place() -> None:
    made = report()
    assert made.edit(FIX, 4, [(4, 7, "2"), (8, 13, "3")], "said") is True
    done = made.done()
    assert done.text == TEXT.replace("two\nthree", "2\n3")
    (change,) = done.changes
    assert (change.rule, change.message) == (FIX.code, "said")
    assert (change.line, change.column, change.end_line, change.end_column) == (1, 5, 2, 6)
    assert change.id


def test_an_edit_of_nothing_has_no_end() -> None:
    made = report()
    assert made.edit(FIX, 4, [(4, 4, "x")], "said") is True
    assert made.edit(FIX, 8, [], "more") is True
    assert [(c.end_line, c.end_column) for c in made.done().changes] == [(0, 0), (0, 0)]


def test_the_same_edit_twice_is_one() -> None:
    made = report()
    assert made.edit(FIX, 0, [(0, 3, "1")], "said") is True
    assert made.edit(FIX, 0, [(0, 3, "1")], "said") is True
    assert len(made.done().changes) == 1
    assert made.edit(FIX, 0, [(0, 3, "1"), (4, 7, "2")], "said") is True
    assert len(made.done().changes) == 2


def test_the_order_is_that_of_the_text() -> None:
    made = report()
    made.edit(FIX, 8, [(8, 13, "3")], "b")
    made.edit(FIX, 0, [(0, 3, "1")], "a")
    made.tell(FIX, 20, "d")
    made.tell(FIX, 4, "c")
    done = made.done()
    assert done.text.startswith("1 two\n3 #")
    assert [c.message for c in done.changes] == ["a", "b"]
    assert [d.message for d in done.diagnostics] == ["c", "d"]


def test_edits_that_meet_and_edits_that_overlap() -> None:
    made = report()
    made.edit(FIX, 0, [(0, 3, "1"), (3, 4, "-")], "a")
    assert made.done().text.startswith("1-two")
    made.edit(FIX, 2, [(2, 5, "x")], "b")
    with pytest.raises(Refusal, match="two edits of one place") as caught:
        made.done()
    assert (caught.value.line, caught.value.column) == (1, 3)


def test_unsafe_edits_need_leave() -> None:
    made = report()
    assert made.edit(UNSAFE, 4, [(4, 7, "2")], "said", help="do so") is False
    done = made.done()
    assert done.text == TEXT
    assert not done.changes
    (found,) = done.diagnostics
    assert (found.line, found.column, found.rule, found.message) == (1, 5, UNSAFE.code, "said")
    assert "do so" in found.help
    assert "--unsafe-fixes" in found.help
    made = report(unsafe_fixes=True)
    assert made.edit(UNSAFE, 4, [(4, 7, "2")], "said") is True
    assert made.done().text != TEXT


def test_rules_that_are_switched_off() -> None:
    made = report(ignore=(FIX.code,))
    assert made.edit(FIX, 0, [(0, 3, "1")], "said") is False
    made.tell(FIX, 0, "said")
    assert made.edit(OTHER, 4, [(4, 7, "2")], "said") is True
    done = made.done()
    assert (done.text, done.diagnostics) == (TEXT.replace("two", "2"), ())


def test_what_is_told_is_told_once_with_its_advice() -> None:
    made = report()
    for _ in range(2):
        made.tell(FIX, 4, "said")
    made.tell(FIX, 4, "said", level=Level.NOTE, help="other")
    first, second = made.done().diagnostics
    assert (first.level, first.help) == (Level.MANUAL, FIX.advice)
    assert (second.level, second.help) == (Level.NOTE, "other")


SUPPRESSED = (
    f"a # prefect-migrate: ignore[{FIX.code}]\nb \\\n  c # prefect-migrate: ignore[{FIX.code}]\nd\n"
)


def test_suppressions() -> None:
    made = report(SUPPRESSED)
    b, c = SUPPRESSED.index("b \\"), SUPPRESSED.index("  c")
    d = SUPPRESSED.index("\nd\n") + 1
    assert made.edit(FIX, 0, [(0, 1, "x")], "said") is False
    # The comment behind the end of a continued line counts for all of it.
    assert made.edit(FIX, b, [(b, b + 1, "x")], "said") is False
    made.tell(FIX, c, "said")
    assert made.edit(OTHER, b, [(b, b + 1, "y")], "said") is True
    assert made.edit(FIX, d, [(d, d + 1, "z")], "said") is True
    done = made.done()
    assert done.text == SUPPRESSED.replace("b \\", "y \\").replace("\nd\n", "\nz\n")
    assert not done.diagnostics


def test_an_edit_over_several_lines_is_suppressed_by_a_comment_behind_its_last() -> None:
    made = report(SUPPRESSED)
    start, end = SUPPRESSED.index("b \\"), SUPPRESSED.index("  c") + 3
    assert made.edit(FIX, start, [(start, end, "x")], "said") is False
    text = f"a\nb # prefect-migrate: ignore[{FIX.code}]\n"
    made = report(text)
    assert made.edit(FIX, 0, [(0, 1, "x")], "said") is True
    assert made.edit(FIX, 0, [(0, 1, "x"), (2, 3, "y")], "said") is False


def test_a_suppression_of_nothing_is_told() -> None:
    made = report(SUPPRESSED)
    assert made.edit(FIX, 0, [(0, 1, "x")], "said") is False
    (found,) = made.done().diagnostics
    assert found.line == 3


def test_the_line_at_a_place() -> None:
    assert report().line_at(10) == "three"
    assert report().line_at(0) == "one two"
    assert report().line_at(len(TEXT)) == "six"
    assert report("  # all\n").line_at(0) == ""


def test_lines_of_which_something_was_said() -> None:
    made = report()
    assert not made.has_reported_on(0, len(TEXT))
    made.tell(FIX, 8, "a note", level=Level.NOTE)
    assert not made.has_reported_on(0, len(TEXT))
    made.tell(FIX, 8, "said")
    assert made.has_reported_on(0, 9)
    assert not made.has_reported_on(0, 8)
    assert made.has_reported_on(8, 8)
    assert made.has_reported_on(20, 21)
    assert not made.has_reported_on(21, 30)
    assert made.edit(FIX, 22, [(23, 24, "x")], "said")
    assert made.has_reported_on(21, 30)


def blanks(text: str, *parts: str) -> str:
    for part in parts:
        text = text.replace(part, " " * len(part))
    return text


def test_the_text_of_which_nothing_was_said() -> None:
    made = report()
    assert made.unreported() == TEXT
    made.leave(0, 3)
    assert made.unreported() == blanks(TEXT, "one")
    made.edit(FIX, 30, [(23, 27, "4")], "said")
    # The line of the change, and the place of its edit.
    assert made.unreported() == blanks(TEXT, "one", "four", "  five")
    made.tell(FIX, 12, "said")
    assert made.unreported() == blanks(TEXT, "one", "three # note", "four", "  five")
    made.leave(2, 10)
    assert made.unreported().count("\n") == TEXT.count("\n")
    assert made.unreported().startswith("       \n")
    assert made.unreported().endswith("six")


def test_what_was_suppressed_is_said_too() -> None:
    made = report(SUPPRESSED)
    made.tell(FIX, 0, "said")
    assert made.unreported().startswith(" " * SUPPRESSED.index("\n") + "\nb")
    made.tell(FIX, SUPPRESSED.index("b \\"), "said")
    assert made.unreported().strip() == "d"
