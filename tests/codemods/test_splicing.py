"""Comments for linters, and the columns of code that is moved."""

from __future__ import annotations

import pytest

from prefect_codemods.python.splicing import Place, is_pragma, move_columns


@pytest.mark.parametrize(
    "comment",
    [
        *("# noqa", "#noqa: E501", "# NOQA", "# type: ignore[arg-type]", "# pylint: disable=x"),
        *("# isort: skip", "# pragma: no cover", "# pyright: basic", "# mypy: ignore-errors"),
    ],
)
def test_comments_for_linters(comment: str) -> None:
    assert is_pragma(comment)


@pytest.mark.parametrize("comment", ["# why", "# see noqa", "# mypy", "#", "# types: two"])
def test_other_comments(comment: str) -> None:
    assert not is_pragma(comment)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # Below the bracket, whose column is new.
        ("f(a,\n      b)", "f(a,\n    b)"),
        # Exactly at the column of the expression: it does not hang below it.
        ("f(a,\n    b)", "f(a,\n    b)"),
        # Inside a string nothing is moved, and blank lines stay empty.
        ('f("""\n      a\n""",\n\n      b)', 'f("""\n      a\n""",\n\n    b)'),
        # What stands further left than the line stays.
        ("f(\n  a)", "f(\n  a)"),
    ],
)
def test_inner_lines_move_with_their_expression(text: str, wanted: str) -> None:
    assert move_columns(text, Place("", 4), Place("", 2)) == wanted


def test_inner_lines_move_with_the_indentation_of_their_line() -> None:
    text = "f(\n        a,\n  b,\n    )"
    assert move_columns(text, Place("    ", 8), Place("  ", 6)) == "f(\n      a,\n  b,\n  )"
