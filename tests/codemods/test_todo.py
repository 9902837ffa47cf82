"""Comments for what is left."""

from __future__ import annotations

from prefect_codemods.findings import Diagnostic, Level
from prefect_codemods.todo import insert_comments


def found(
    line: int, message: str = "say  where\nit runs", level: Level = Level.MANUAL
) -> Diagnostic:
    return Diagnostic("PM201", message, line, 1, level)


COMMENT = "# TODO(prefect-migrate): PM201 say where it runs\n"


def test_above_the_statement_with_its_indentation() -> None:
    code = "if x:\n    f(\n        1,\n    )\n"
    assert (
        insert_comments(code, code, [found(3)])
        == f"if x:\n    {COMMENT}    f(\n        1,\n    )\n"
    )


def test_once_however_often() -> None:
    code = "f(1)\n"
    once = insert_comments(code, code, [found(1), found(1)])
    assert once == COMMENT + code
    assert insert_comments(once, once, [found(2)]) == once


def test_follows_lines_that_the_codemods_moved() -> None:
    before = "import a\nf(1)\n"
    after = "import a\nimport b\n\nf(1)\n"
    assert insert_comments(before, after, [found(2)]) == f"import a\nimport b\n\n{COMMENT}f(1)\n"


def test_a_statement_that_was_rewritten() -> None:
    assert insert_comments("a\nf(1)\nb\n", "a\nf(2)\nb\n", [found(2)]) == f"a\n{COMMENT}f(2)\nb\n"


def test_a_statement_that_is_gone_leads_nowhere_wrong() -> None:
    assert insert_comments("a\nf(1)\n", "a\n", [found(2)]) in ("a\n", f"{COMMENT}a\n")
    assert insert_comments("f(1)\n", "", [found(1)]) == ""


def test_notes_and_comment_lines_get_none() -> None:
    code = "# f\nf(1)\n"
    assert insert_comments(code, code, [found(2, level=Level.NOTE), found(1)]) == code


def test_line_ends_are_kept() -> None:
    code = "f(1)\r\n"
    assert insert_comments(code, code, [found(1)]) == COMMENT.replace("\n", "\r\n") + code
    assert insert_comments("f(1)", "f(1)", [found(1)]) == COMMENT + "f(1)"
