"""What of a file is a conflict, and what is content: the decisions one by one."""

from __future__ import annotations

import pytest

from prefect_migrate.conflicts import Common, Conflicted, has_markers, parse_conflicts
from prefect_migrate.conflicts.parsing import MOST_READINGS
from prefect_migrate.model import Refusal, Source

ONE = "<<<<<<< HEAD\na = 1\n=======\na = 2\n>>>>>>> old\n"
PRAGMA = "# prefect-migrate: ignore-conflicts\n"


def parsed(text: str, path: str = "a.txt", **options: bool) -> Conflicted:
    return parse_conflicts(Source(path, text), **options)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<<<<<<< a\n", True),
        (">>>>>>> b\n", True),
        ("<<<<<<<\n", True),
        (">>>>>>>\n", False),
        ("x <<<<<<< a\n", False),
        ("x >>>>>>> b\n", False),
        ("<<<<<<<x\n", False),
        ("  <<<<<<< a\n", True),
        ("<<<<<< a\n", False),
        ("", False),
    ],
)
def test_lines_that_could_be_markers(text: str, expected: bool) -> None:
    assert has_markers(text) is expected


@pytest.mark.parametrize("path", ["a.py", "a.pyi"])
def test_markers_of_no_conflict_in_a_string_of_python(path: str) -> None:
    text = 'X = """\n<<<<<<< HEAD\n"""\n'
    found = parsed(text, path)
    assert found.segments == (Common(tuple(text.splitlines(keepends=True)), 0),)
    for options in ({"unmerged": True}, {}):
        with pytest.raises(Refusal, match="without an end"):
            parsed(text, path if options else "a.txt", **options)
    with pytest.raises(Refusal, match="without an end"):
        parsed("x = (\n<<<<<<< HEAD\n", path)


@pytest.mark.parametrize("path", ["a.py", "a.pyi"])
def test_python_takes_the_reading_that_compiles(path: str) -> None:
    text = '<<<<<<< HEAD\nx = """\n=======\n"""\n=======\nx = 2\n>>>>>>> old\n'
    (conflict,) = parsed(text, path).conflicts
    assert conflict.theirs == ("x = 2\n",)
    with pytest.raises(Refusal, match="read in 2 ways"):
        parsed(text)


def test_a_file_of_conflicts_alone_has_no_other_parts() -> None:
    assert parsed(ONE).segments == parsed(ONE).conflicts
    assert parsed(ONE + ONE.replace("a", "b")).segments[0] == parsed(ONE).conflicts[0]
    assert parsed("").segments == ()


def test_labels() -> None:
    assert parsed(ONE).conflicts[0].base_label == ""
    three = ONE.replace("=======", "||||||| abc\n=======")
    assert parsed(three).conflicts[0].base_label == "abc"
    assert parsed(three).conflicts[0].base == ()
    assert not parsed(three).conflicts[0].base_conflicted


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (PRAGMA + ONE, 0),
        (ONE + PRAGMA, 0),
        (ONE, 1),
        # Within a conflict it is a line of a side; beside it, one before or behind, it isn't.
        (ONE.replace("a = 1\n", PRAGMA), 1),
        (ONE.replace("<<<<<<< HEAD\n", f"<<<<<<< HEAD\n{PRAGMA}"), 1),
        (ONE.replace(">>>>>>> old", f"{PRAGMA}>>>>>>> old") + "x\n", 1),
        (ONE + ONE.replace("a = 1\n", PRAGMA), 2),
        (ONE.replace("a = 1\n", PRAGMA) + "x\n" + PRAGMA, 0),
        (f"{PRAGMA}<<<<<<< HEAD\n", 0),
    ],
)
def test_the_pragma(text: str, count: int) -> None:
    assert len(parsed(text).conflicts) == count
    if "old" in text:
        assert len(parsed(text, unmerged=True).conflicts) == text.count("<<<<<<<")


INDENTED = "  <<<<<<< HEAD\n  a\n  =======\n  b\n  >>>>>>> old\n"


def test_indented_markers_are_refused_at_their_place() -> None:
    with pytest.raises(Refusal, match="indented conflict marker") as caught:
        parsed(f"x\n{INDENTED}")
    assert (caught.value.line, caught.value.column) == (2, 3)
    assert len(parsed(INDENTED, tolerant=True).conflicts) == 1


@pytest.mark.parametrize(
    "text",
    [
        # Between markers at column 0 they are content of the sides.
        f"<<<<<<< HEAD\n{INDENTED}=======\nx\n>>>>>>> old\n",
        f"<<<<<<< HEAD\nx\n=======\n{INDENTED}>>>>>>> old\n",
        # One kind alone is an ornament or a quotation.
        f"{ONE}  >>>>>>> a reply\n",
        f"{ONE}  <<<<<<< x\n",
    ],
)
def test_indented_lines_that_are_content(text: str) -> None:
    assert len(parsed(text).conflicts) == 1


def test_the_last_line_of_a_conflict_is_within_it() -> None:
    """The opener on the first line and the closer on the last count as lines of the frame."""
    with pytest.raises(Refusal, match="indented"):
        parsed(f"{ONE}  <<<<<<< a\n  >>>>>>> b\n")
    with pytest.raises(Refusal, match="indented"):
        parsed(f"  <<<<<<< a\n  >>>>>>> b\n{ONE}")


def test_examples_are_content_but_not_where_git_says_that_there_is_a_conflict() -> None:
    page = f"# How to\n\n```\n{ONE}```\n"
    assert parsed(page, "a.md").conflicts == ()
    assert len(parsed(page, "a.md").notes) == 1
    assert len(parsed(page, "a.md", unmerged=True).conflicts) == 1
    assert len(parsed(page, "a.md", tolerant=True).conflicts) == 1


def test_so_many_readings_are_tried_and_no_more() -> None:
    two_ways = '<<<<<<< HEAD\n"""\n=======\n"""\n=======\n2\n>>>>>>> old\n'
    most = MOST_READINGS.bit_length() - 1
    assert 2**most == MOST_READINGS
    assert len(parsed(two_ways * most, "a.py").conflicts) == most
    with pytest.raises(Refusal, match="read in 2 ways") as caught:
        parsed("x = 1\n" + two_ways * (most + 1), "a.py")
    assert (caught.value.line, caught.value.column) == (2, 1)
