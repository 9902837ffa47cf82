"""The lines of a page for new code: what did not change keeps its bytes."""

from __future__ import annotations

import pytest

from prefect_migrate.documents.block_lines import restore_block, usual_prefix


@pytest.mark.parametrize(
    ("source", "code", "prefix", "new", "expected"),
    [
        (["> a\n", ">\tb\n"], ["a\n", "b\n"], "> ", "a\nB\n", "> a\n> B\n"),
        (["> a\n", ">\tb\n"], ["a\n", "b\n"], "> ", "A\nb\n", "> A\n>\tb\n"),
        (["> a\n", ">\tb\n"], ["a\n", "b\n"], "> ", "a\nb\n", "> a\n>\tb\n"),
        # Empty lines get no prefix.
        (["  a\n", "  b\n"], ["a\n", "b\n"], "  ", "a\n\n \nc\n", "  a\n\n \n  c\n"),
        # Taken out, all of it and in part.
        (["  a\n", "  b\n"], ["a\n", "b\n"], "  ", "", ""),
        (["  a\n", "  b\n"], ["a\n", "b\n"], "  ", "b\n", "  b\n"),
        # The last line ends as it did on the page.
        (["  a\n", "  b"], ["a\n", "b"], "  ", "a\nc", "  a\n  c"),
        (["  a\r\n", "  b\r\n"], ["a\r\n", "b"], "  ", "a\r\nc", "  a\r\n  c\r\n"),
        (["  a\n", "  b\n"], ["a\n", "b"], "  ", "c", "  c\n"),
        (["  a \n"], ["a"], "  ", "c", "  c\n"),
        ([], [], "  ", "c", "  c"),
        # Equal lines are found however often they stand there.
        (["  x\n"] * 300, ["x\n"] * 300, "\t", "x\n" * 300 + "y\n", "  x\n" * 300 + "\ty\n"),
    ],
)
def test_lines(source: list[str], code: list[str], prefix: str, new: str, expected: str) -> None:
    assert restore_block(source, code, prefix, False, new) == expected


def test_a_session_gets_its_prompts_again() -> None:
    code = [">>> import a\n", ">>> a.b(\n", "...     1)\n", "1\n"]
    source = [f"    {line}" for line in code]
    new = "import a\na.c(\n    1)\n#__output__1\n"
    expected = "    >>> import a\n    >>> a.c(\n    ...     1)\n    1\n"
    assert restore_block(source, code, "    ", True, new) == expected
    same = "import a\na.b(\n    1)\n#__output__1\n"
    assert restore_block(source, code, "\t", True, same) == "".join(source)


@pytest.mark.parametrize(
    ("prefixes", "expected"),
    [
        ([], ""),
        ([">", "> ", "> "], "> "),
        # As many of each: whatever the order of a set is, the first is taken.
        (["> ", ">"], "> "),
        ([">", "> "], ">"),
        ([" ", "  ", "   ", "\t"], " "),
        (["\t", "   ", "  ", " "], "\t"),
    ],
)
def test_the_prefix_of_most_lines(prefixes: list[str], expected: str) -> None:
    assert usual_prefix(prefixes) == expected
