from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prefect_codemods.shell.words import Unreadable, scan_all, scan_command


def values(text: str, **options: object) -> list[list[str | None]]:
    return [
        [w.value for w in c.words] for c in scan_command(text, **options) if c.words and not c.head
    ]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a b  c", [["a", "b", "c"]]),
        ("a && b || c; d & e | f\ng", [["a"], ["b"], ["c"], ["d"], ["e"], ["f"], ["g"]]),
        ("a 'b c' \"d e\" f\\ g", [["a", "b c", "d e", "f g"]]),
        ("a \\\n  b\\\nc", [["a", "bc"]]),
        ("a \\\r\n  b\r\nc\r\n", [["a", "b"], ["c"]]),
        ("a\rb c\r", [["a\rb", "c\r"]]),
        ("a # b\nc#d", [["a"], ["c#d"]]),
        ("if a; then b; else c; fi", [["a"], ["b"], ["c"]]),
        ("while ! a; do b; done", [["a"], ["b"]]),
        ("for x in a b; do c; done", [["c"]]),
        ("case $x in a) b ;; c|d) e;; esac; f", [["a"], ["b"], ["c"], ["d"], ["e"], ["f"]]),
        ("f() { a; }", [["f"], ["a"]]),
        ("(a; b)", [["a"], ["b"]]),
        ("a > b 2>&1 < c >> d", [["a"]]),
        ("a 2 > b", [["a", "2"]]),
        ("a <<< b c", [["a", "c"]]),
        ("a <<EOF b\nprefect agent start\nEOF\nc", [["a", "b"], ["c"]]),
        ("a <<-'EOF'\n\tx\n\tEOF\nc", [["a"], ["c"]]),
        ("a $(b c) d", [["a", None, "d"], ["b", "c"]]),
        ("a `b c` d", [["a", None, "d"], ["b", "c"]]),
        ('a "$(b "c d")"', [["a", None], ["b", "c d"]]),
        ("x=$(case a in b) c;; esac) d", [[None, "d"], ["b"], ["c"]]),
        ("a $((1 + 2)) b", [["a", None, "b"]]),
        ("((x = 1)) && a", [["a"]]),
        ("a ${b:-'c d'} ${e#)}", [["a", None, None]]),
        ("a <(b) >(c)", [["a", None, None], ["b"], ["c"]]),
        ("a $'x\\'y' b", [["a", None, "b"]]),
        ("a *.py {b,c} ~/d e~", [["a", None, None, None, "e~"]]),
        ("a '$b' \"\\$c\" $", [["a", "$b", "$c", "$"]]),
    ],
)
def test_words(text: str, words: list[list[str | None]]) -> None:
    assert values(text) == words


def test_an_array_is_no_command() -> None:
    found = scan_command("cmd=(prefect agent # x\n start)\n")
    assert [(c.array, [w.value for w in c.words]) for c in found] == [
        (False, ["cmd="]),
        (True, ["prefect", "agent", "start"]),
    ]


@pytest.mark.parametrize("text", ["a 'b", 'a "b', "a $(b", "a ${b", "a `b", "x=(a", "a <<E\nb\n"])
def test_open_ends_are_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        scan_command(text)


def test_commands_before_the_trouble_are_kept() -> None:
    found, trouble = scan_all("a b\nc 'd\n")
    assert [[w.value for w in c.words] for c in found] == [["a", "b"]]
    assert trouble is not None


def test_deep_nesting_is_refused() -> None:
    assert scan_all("$(" * 100_000)[1] is not None


def test_make_variables() -> None:
    (command,) = scan_command("a $(B) $$c '$$d' \"$(E)\" $@ x$(F)", dialect="makefile")
    assert [w.value for w in command.words] == ["a", *[None] * 6][:7]
    assert [w.single for w in command.words] == [True, False, False, True, True, False, False]


def test_a_list_of_arguments_is_not_one() -> None:
    (command,) = scan_command('a "$@" "${b[@]}" "$c" $d')
    assert [w.single for w in command.words] == [True, False, False, True, False]


@given(st.lists(st.text("ab '\"\\$#&;|<>()*~{}=\t\n", max_size=6), min_size=1, max_size=6))
def test_quoted_words_come_back(words: list[str]) -> None:
    text = " ".join(shlex.quote(word) for word in words)
    (command,) = scan_command(text)
    assert [w.value for w in command.words] == words
    assert all(text[w.start : w.end] == w.raw and w.single for w in command.words)


@given(st.text("ab '\"\\$#&;|<>(){}`=\n\r", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    found, _ = scan_all(text)
    for command in found:
        assert all(text[w.start : w.end] == w.raw for w in command.words)
