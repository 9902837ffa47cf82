"""The ignore comments."""

from __future__ import annotations

from prefect_codemods.suppressions import Suppressions, parse_suppressions


def test_a_named_rule_is_hidden_on_its_line() -> None:
    found = parse_suppressions("x = 1\ny = 2  # prefect-migrate: ignore[PM101, PM201]\n")
    assert found.suppresses("PM101", 2)
    assert found.suppresses("PM201", 2)
    assert not found.suppresses("PM102", 2)
    assert not found.suppresses("PM101", 1)


def test_it_may_follow_another_comment() -> None:
    assert parse_suppressions("x = 1  # noqa  # prefect-migrate: ignore[PM101]\n").suppresses(
        "PM101", 1
    )


def test_a_string_that_looks_like_one_is_none() -> None:
    assert not parse_suppressions('x = "# prefect-migrate: ignore[PM101]"\n')


def test_a_comment_behind_a_long_string_counts_for_all_its_lines() -> None:
    found = parse_suppressions('x = """\na\nb\n"""  # prefect-migrate: ignore[PM170]\ny = 1\n')
    assert [found.suppresses("PM170", line) for line in range(1, 6)] == [True] * 4 + [False]


def test_yaml_and_markdown() -> None:
    assert parse_suppressions("a: b # prefect-migrate: ignore[PM401]\n", "yaml").suppresses(
        "PM401", 1
    )
    text = "See it. <!-- prefect-migrate: ignore[PM301] -->\n"
    assert parse_suppressions(text, "markdown").suppresses("PM301", 1)


def test_a_bare_ignore_hides_nothing_and_is_noted() -> None:
    for words in ("ignore", "ignore[]", "ignore[PM101"):
        found = parse_suppressions(f"x = 1  # prefect-migrate: {words}\n")
        assert not found.suppresses("PM101", 1)
        (note,) = found.unused(set())
        assert (note.rule, note.line, note.column, note.level.value) == ("PM902", 1, 8, "note")


def test_unused_codes_are_noted_one_by_one() -> None:
    found = parse_suppressions("x = 1  # prefect-migrate: ignore[PM101,PM102]\n")
    (note,) = found.unused({("PM101", 1)})
    assert note.rule == "PM901"
    assert "PM102" in note.message
    assert not found.unused({("PM101", 1)}, enabled=lambda code: code != "PM102")


def test_text_without_any() -> None:
    assert parse_suppressions("x = 1\n") == Suppressions()


def test_broken_python_keeps_what_was_read() -> None:
    assert parse_suppressions("x = 1  # prefect-migrate: ignore[PM101]\ny = (\n").suppresses(
        "PM101", 1
    )
