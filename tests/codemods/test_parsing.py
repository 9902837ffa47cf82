"""The parser of each language, by one function."""

from __future__ import annotations

import pytest

from prefect_codemods.findings import Refusal
from prefect_codemods.parsing import check_edits, text_parses

BROKEN = {
    "python": ("x = 1\n", "x = (\n"),
    "yaml": ("a: 1\n", "a: [\n"),
    "toml": ("[a]\nb = 1\n", "[a]\n[a]\n"),
    "shell": ("echo 'a'\n", "echo 'a\n"),
    "ini": ("[a]\nb = 1\n", "b = 1\n"),
    "json": ("{}", "{"),
}


@pytest.mark.parametrize("language", BROKEN)
def test_edits_that_break_a_text_are_refused(language: str) -> None:
    whole, broken = BROKEN[language]
    assert text_parses(whole, language) and not text_parses(broken, language)
    with pytest.raises(Refusal, match="would break it"):
        check_edits(whole, broken, language)
    check_edits(broken, broken + "\n", language)


def test_a_language_without_a_parser_is_taken_as_it_is() -> None:
    assert text_parses("{", "makefile")
    check_edits("a", "{", "makefile")


def test_what_the_parser_of_ini_stumbles_over_is_no_defect() -> None:
    text = "[a]\nflag\n    below = it\n"
    assert not text_parses(text, "ini")
    check_edits(text, text.replace("it", "that"), "ini")
