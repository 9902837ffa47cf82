"""A person's choices by conflict id."""

from __future__ import annotations

from pathlib import Path

import pytest

from prefect_migrate.conflicts import parse_conflicts
from prefect_migrate.conflicts.choices import Choice, ChoicesError, apply_choices, read_choices
from prefect_migrate.model import Source

TEXT = "a\n<<<<<<< x\nb\n=======\nc\n>>>>>>> y\nd\n<<<<<<< x\ne\n=======\nf\n>>>>>>> y"


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice("ours"), "a\nb\nd\n"),
        (Choice("theirs"), "a\nc\nd\n"),
        (Choice("both"), "a\nb\nc\nd\n"),
        (Choice("text", "new\nlines"), "a\nnew\nlines\nd\n"),
        (Choice("text", ""), "a\nd\n"),
    ],
)
@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_apply(choice: Choice, expected: str, eol: str) -> None:
    parsed = parse_conflicts(Source("a.txt", TEXT.replace("\n", eol)))
    chosen = apply_choices(parsed, {parsed.conflicts[0].id: choice})
    rest = TEXT[TEXT.index("d\n") + 2 :]
    assert chosen.text == (expected + rest).replace("\n", eol)
    assert chosen.applied == parsed.conflicts[:1]
    assert len(chosen.origin) == chosen.text.count("\n") + 1
    assert chosen.origin[-1] == TEXT.count("\n")


def test_the_beginning_of_an_id_is_enough() -> None:
    parsed = parse_conflicts(Source("a.txt", TEXT))
    assert apply_choices(parsed, {parsed.conflicts[0].id[:7]: Choice("ours")}).applied


def test_a_last_conflict_without_a_newline() -> None:
    parsed = parse_conflicts(Source("a.txt", TEXT))
    chosen = apply_choices(parsed, {parsed.conflicts[1].id: Choice("text", "end")})
    assert chosen.text.endswith("d\nend")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.toml", '[decisions]\n"0773faee3143" = "ours"\nabcdef = { text = "x" }\n'),
        ("a.toml", '"0773faee3143" = "ours"\nabcdef = { text = "x" }\n'),
        ("a.json", '{"0773faee3143": "ours", "abcdef": {"text": "x"}}'),
    ],
)
def test_read(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    assert read_choices(path) == {"0773faee3143": Choice("ours"), "abcdef": Choice("text", "x")}


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.toml", "= =", "line 1"),
        ("a.json", "[]", "table of ids"),
        ("a.json", "{", "Expecting"),
        ("a.toml", 'decisions = "x"', "table of ids"),
        ("a.toml", 'xyz = "ours"', "not an id"),
        ("a.toml", 'abcdef = "mine"', "must be"),
        ("a.toml", 'abcdef = "text"', "must be"),
        ("a.toml", "abcdef = { text = 1 }", "must be"),
    ],
)
def test_bad_files(tmp_path: Path, name: str, text: str, words: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(ChoicesError) as caught:
        read_choices(path)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ChoicesError):
        read_choices(tmp_path / "none.toml")
