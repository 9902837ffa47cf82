"""Merging again: the proof, the markers made from three files, and the base in the markers."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from prefect_migrate.conflicts import parse_conflicts
from prefect_migrate.conflicts.base import of_parts, side_equal_to_base
from prefect_migrate.conflicts.git_line_merge import from_stages, merge_branches, merge_file
from prefect_migrate.conflicts.proof import git_makes_same, made_by_git
from prefect_migrate.model import Grade, Source

TWO_WAY = "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\nd\n"


def test_two_whole_files_regenerate_the_file() -> None:
    assert git_makes_same(parse_conflicts(Source("a.txt", TWO_WAY))) is True


def test_a_file_that_was_edited_since_does_not() -> None:
    edited = TWO_WAY.replace("b\n", "b\nsame\n").replace("c\n", "c\nsame\n")
    assert git_makes_same(parse_conflicts(Source("a.txt", edited))) is False


def test_a_file_against_nothing_is_whole() -> None:
    text = "<<<<<<< HEAD\na\n=======\n>>>>>>> x\n"
    assert git_makes_same(parse_conflicts(Source("a.txt", text))) is True


def test_a_file_without_conflicts_proves_nothing() -> None:
    assert git_makes_same(parse_conflicts(Source("a.txt", "a\n"))) is None


def test_stages_become_diff3_markers() -> None:
    found = from_stages("1\n2\n3\n", "1\nours\n3\n", "1\ntheirs\n3\n", "a.txt")
    (conflict,) = found.conflicts
    assert (conflict.ours, conflict.base, conflict.theirs) == (
        ("ours\n",),
        ("2\n",),
        ("theirs\n",),
    )
    assert conflict.labels == ("ours", "theirs")


def test_a_clean_merge_has_no_conflicts() -> None:
    found = from_stages("1\n2\n3\n4\n5\n", "0\n2\n3\n4\n5\n", "1\n2\n3\n4\n6\n", "a.txt")
    assert found.conflicts == ()
    assert found.source.text == "0\n2\n3\n4\n6\n"


def test_both_added() -> None:
    found = from_stages(None, "same\na\n", "same\nb\n", "a.txt")
    (conflict,) = found.conflicts
    assert conflict.base is None
    assert conflict.ours == ("a\n",)


def test_markers_of_a_size_that_no_line_has() -> None:
    found = from_stages(None, "T\n=======\n", "U\n========\n", "a.md")
    (conflict,) = found.conflicts
    assert conflict.size == 9


LINES = st.lists(
    st.sampled_from(["a\n", "b\n", "c\r\n", "=======\n", "\n"]), min_size=1, max_size=6
)


@settings(max_examples=25, deadline=None)
@given(LINES, LINES)
def test_two_way_markers_hold_both_files(ours: list[str], theirs: list[str]) -> None:
    found = from_stages(None, "".join(ours), "".join(theirs), "a.txt")
    assert found.variant("ours").text == "".join(ours)
    assert found.variant("theirs").text == "".join(theirs)


def test_relation() -> None:
    assert side_equal_to_base("a\n", "a", "b\n") == "ours"
    assert side_equal_to_base("a\r\nb", "a\nb", "c\n") is None
    assert side_equal_to_base("b\n", "a", "a\n") == "theirs"
    assert side_equal_to_base("b", "a", "c") is None
    assert side_equal_to_base("a", "a", "a\n") is None


def base_of(text: str) -> tuple[str | None, str | None, Grade] | None:
    found = of_parts(parse_conflicts(Source("a.txt", text)))
    return None if found is None else (found.text, found.ancestor, found.grade)


def test_the_base_in_the_markers() -> None:
    assert base_of(TWO_WAY) is None
    ancestor = "<<<<<<< a\n1\n||||||| b\n0\n=======\n0\n>>>>>>> c\n"
    assert base_of(ancestor) == ("0\n", "theirs", Grade.PROVEN)
    unsure = "<<<<<<< a\n1\n||||||| b\n0\n=======\n2\n>>>>>>> c\n"
    assert base_of(unsure) == ("0\n", None, Grade.EQUIVALENT)
    true_diff3 = "<<<<<<< a\ns\n1\n||||||| b\n0\n=======\ns\n2\n>>>>>>> c\n"
    assert base_of(true_diff3) == ("0\n", None, Grade.PROVEN)


def test_a_file_of_a_merge_whose_lines_git_compares_otherwise() -> None:
    """``git merge`` pairs lines by what is rare, ``git merge-file`` doesn't."""
    shown = "    print(x)\n"
    base = f"def f(x):\n{shown}\n\ndef f2(x):\n    return x\n\n\ndef f3(x):\n{shown}{shown}\n"
    base += f"\ndef f4(x):\n{shown}"
    block = "\n\ndef f2(x):\n    return x\n"
    ours = base.replace(block, "", 1).replace(f"{shown}{shown}", f"{shown}{block}{shown}", 1)
    theirs = base.replace("    return x\n", f"{shown}    return x + 1\n", 1)
    made = merge_branches(ours, base, theirs, style="merge")
    by_file = merge_file(ours, base, theirs, style="merge")
    assert made is not None
    assert by_file is not None
    assert made != by_file.text
    conflicted = parse_conflicts(Source("a.py", made), unmerged=True)
    assert made_by_git(conflicted, base, ours, theirs)
    edited = made.replace(shown, "    print(x, x)\n", 1)
    conflicted = parse_conflicts(Source("a.py", edited), unmerged=True)
    assert not made_by_git(conflicted, base, ours, theirs)
