"""TOML: where its keys stand, and which of its texts are requirements."""

from __future__ import annotations

import pytest

from prefect_codemods.findings import Refusal
from prefect_codemods.options import Options
from prefect_codemods.parsing import parse_toml
from prefect_codemods.shell import rewrite_shell
from prefect_codemods.shell.toml_places import (
    Header,
    TomlEntry,
    key_lines,
    key_places,
    leaf_values,
    place_of,
    set_lines,
)
from prefect_codemods.shell.toml_requirements import read_toml_requirements
from prefect_codemods.text_edits import Report

TEXT = """\
top = 1
# comment = 2
[ a . "b c" ]  # a table
  x = 'one'   # of one line
y.z = "two \\" #3"
list = [
  "in = a list",
]
inline = { k = 1 }
'quoted key' = true
text = \"\"\"
inside = 5
[not.a.table]
\"\"\"
whole = '''one line'''
last = 7
[[jobs]]
name = "first"
free = '''
x = 1
'''
[[jobs]]
name = "second"
"""


def test_the_lines_that_set_a_key() -> None:
    parse_toml(TEXT)
    found = [one for one in key_lines(TEXT) if isinstance(one, TomlEntry)]
    assert [(one.table, one.key, one.value) for one in found] == [
        ("", "top", "1"),
        ("a.b c", "x", "'one'"),
        ("a.b c", "y.z", '"two \\" #3"'),
        ("a.b c", "list", ""),
        ("a.b c", "inline", ""),
        ("a.b c", "'quoted key'", "true"),
        ("a.b c", "text", ""),
        ("a.b c", "whole", ""),
        ("a.b c", "last", "7"),
        ("jobs[]", "name", '"first"'),
        ("jobs[]", "free", ""),
        ("jobs[]", "name", '"second"'),
    ]
    assert [one.path for one in found[:2]] == ["top", "a.b c.x"]
    for one in found:
        line = TEXT[one.start : one.end]
        assert line.endswith("\n")
        assert line.count("\n") == 1
        assert TEXT[one.key_at :].startswith(one.key)
        assert TEXT[one.value_at :].startswith(one.value)
        assert TEXT[one.value_at - 2 : one.value_at] == "= "


def test_the_lines_that_begin_a_table() -> None:
    found = [one for one in key_lines(TEXT) if isinstance(one, Header)]
    assert [one.path for one in found] == [("a", "b c"), ("jobs",), ("jobs",)]
    assert [TEXT[one.start] for one in found] == ["[", "[", "["]


@pytest.mark.parametrize("fence", ['"""', "'''"])
def test_texts_of_several_lines(fence: str) -> None:
    text = f"a = {fence}x\nb = 1\n{fence}\nc = 2\nd = [{fence}\ne = 3\n{fence}]\nf = 4\n"
    parse_toml(text)
    assert [one.key for one in key_lines(text) if isinstance(one, TomlEntry)] == [
        "a",
        "c",
        "d",
        "f",
    ]
    text = f"a = [\n{fence}x\nb = 1\n{fence},\n{fence}y{fence},\n]\nc = 2\n"
    parse_toml(text)
    assert [one.key for one in key_lines(text) if isinstance(one, TomlEntry)] == ["a", "c"]


@pytest.mark.parametrize(
    "value",
    [
        '[\n  ["cloud"],\n]',
        '[\n  ["cloud"]\n]',
        "[ # [ one\n  [[cloud]],\n# ]\n  ['x]'], [cloud],\n]",
        '[["a",\n  "]"],\n["cloud"], [\n["cloud"],\n]]',
        '["""\n]]\n""",\n["cloud"],\n]',
        "[ '''\n[x]\n''', [\n['cloud']\n]]",
        '{ a = [\n  ["cloud"],\n] }',
    ],
)
def test_a_list_in_a_list_begins_no_table(value: str) -> None:
    text = f'[logging]\nextra = {value}\ngraphql = "x"\n[cloud]\ngraphql = "y"\n'
    found = list(key_lines(text))
    assert [one.path for one in found if isinstance(one, Header)] == [("logging",), ("cloud",)]
    paths = [one.path for one in found if isinstance(one, TomlEntry)]
    assert paths == ["logging.extra", "logging.graphql", "cloud.graphql"]


def test_the_lines_with_a_value_of_one_line() -> None:
    text = "a = 1\nb . c = 2\nd = [\n]\n[t]\ne = 'x'\n"
    assert [(one.key, one.value) for one in set_lines(text)] == [("a", "1"), ("e", "'x'")]


def test_places() -> None:
    places = key_places(TEXT)
    assert places["top",] == 0
    assert TEXT[places["a", "b c"] :].startswith("[ a")
    assert TEXT[places["a", "b c", "y", "z"] :].startswith("y.z")
    assert TEXT[places["a", "b c", "quoted key"] :].startswith("'quoted")
    # Of several the first.
    assert places["jobs",] == TEXT.index("[[jobs]]")
    assert places["jobs", "name"] == TEXT.index('name = "first"')
    assert place_of(("a", "b c", "inline", "k"), places) == TEXT.index("inline")
    assert place_of(("a", "b c", "gone"), places) == TEXT.index("[ a")
    assert place_of(("gone", "too"), places) == 0
    assert place_of((), places) == 0


def test_values_and_their_paths() -> None:
    document = parse_toml("a = [1, {b = 2}, [3]]\nc = {}\nd = []\n[e.f]\ng = 'x'\n")
    assert list(leaf_values(document)) == [
        (("a",), 1),
        (("a", "b"), 2),
        (("a",), 3),
        (("e", "f", "g"), "x"),
    ]


def test_line_ends_and_errors() -> None:
    assert parse_toml("a = '''x\r\ny'''\r\n") == {"a": "x\ny"}
    with pytest.raises(Refusal, match="not valid TOML") as caught:
        parse_toml("a = 1\nb = 2\nc =\n")
    assert caught.value.line == 3
    with pytest.raises(Refusal, match="not valid TOML") as caught:
        parse_toml("a = " + "[" * 5_000)
    assert caught.value.line == 1


def test_no_key_takes_more_memory_than_there_is() -> None:
    assert parse_toml(".".join("a" * 100) + " = 1")
    with pytest.raises(Refusal, match="a key of more than 100 parts") as caught:
        parse_toml("b = 1\n" + ".".join("a" * 100_000) + " = 1\n")
    assert caught.value.line == 2
    assert found("# prefect==0.14.0\n" + ".".join("a" * 100_000) + " = 1\n") == []


@pytest.mark.timeout(60)
def test_long_words_are_passed_in_time_that_grows_with_them() -> None:
    assert parse_toml(f"a = '{'b' * 1_000_000}'")


def found(text: str) -> list[str]:
    done = rewrite_shell(text, "toml", Options())
    assert done.text == text
    return [f"{d.line}:{d.column} {d.rule}" for d in done.diagnostics]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Items of lists, each at its own place, quotes included.
        ('[project]\ndependencies = ["a", "prefect==0.13.1"]\n', ["2:22 PM358"]),
        ("[project]\ndependencies = [\n  'prefect<1',\n  'prefect<0.14',\n]\n", ["3:3 PM358", "4:3 PM358"]),
        ('[project]\ndependencies = [\n  "prefect<1",\n  "prefect<1",\n]\n', ["3:3 PM358", "4:3 PM358"]),
        ('[a]\nrequires = ["prefect==0.13.1"]\n[b]\nrequires = ["prefect==0.13.1"]\n', ["2:13 PM358", "4:13 PM358"]),
        # Tables of one name may stand apart.
        (
            '[tool.a]\nrequires = ["x==1"]\n[project]\ndependencies = ["prefect==0.13.1"]\n'
            '[tool.b]\nrequires = ["prefect==0.12.1"]\n',
            ["4:17 PM358", "6:13 PM358"],
        ),
        # Tables: the key is the package, or stands above it.
        ('[tool.poetry.dependencies]\nprefect = "0.13.1"\n', ["2:1 PM358"]),
        ('[tool.poetry.dependencies]\nprefect = { version = "^0.13", extras = ["aws"] }\n', ["2:1 PM358"]),
        ('[tool.poetry.dependencies.prefect]\nversion = "0.13.1"\noptional = "0.12"\n', ["2:1 PM358"]),
        ('[packages]\nprefect = "==0.13.1"\n', ["2:1 PM358"]),
        ('[tool.pixi.dependencies]\n"prefect" = "0.13.*"\n', ["2:1 PM358"]),
        # What only says something of the package, or of another table.
        ('[tool.poetry.dependencies]\nprefect = { git = "x", extras = ["0.13"] }\n', []),
        ('[tool.mine]\nprefect = "0.13.1"\n', []),
        ('[tool.poetry.dependencies]\nother = "0.13.1"\n', []),
        ("[project]\ndependencies = ['prefect>=1,<2', 1, 2.0, true]\n", []),
        ("[dependencies]\nnumber = 13\nprefect = 13\nx = 'y'\n", []),
    ],
)  # fmt: skip
def test_requirements(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def requirements(text: str) -> list[str]:
    """What the parsed document alone tells, without the search for what it doesn't."""
    report = Report(text, Options(), "toml")
    read_toml_requirements(report, parse_toml(text))
    return [f"{d.line}:{d.column} {d.level.value} {d.message}" for d in report.done().diagnostics]


OLD = "holds Prefect below 1.4"
OPEN = "allows Prefect 2 and later"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Behind values that are no texts, in lists of any name.
        ('dependencies = [1, "prefect==0.13.1"]\n', [f"1:20 manual `prefect==0.13.1` {OLD}"]),
        ('x = ["a", "prefect==0.13.1"]\n', [f"1:11 manual `prefect==0.13.1` {OLD}"]),
        ("x = 'prefect==0.13.1'\n", [f"1:5 manual `prefect==0.13.1` {OLD}"]),
        # An open end is worth a note only where requirements stand.
        ('requires = ["prefect>=0.13"]\n', [f"1:13 note `prefect>=0.13` {OPEN}"]),
        ('x = "prefect>=0.13"\nnote = "prefect"\n', []),
        # Equal ones, one behind the other; and one text within another's.
        (
            'requires = ["prefect<1", "prefect<1"]\n',
            [f"1:13 manual `prefect<1` {OLD}", f"1:26 manual `prefect<1` {OLD}"],
        ),
        # Quotes of several lines have the text at its own place.
        ('requires = ["""prefect<1"""]\n', [f"1:15 manual `prefect<1` {OLD}"]),
        ("requires = ['''\nprefect<1''']\n", [f"2:1 manual `prefect<1` {OLD}"]),
        # Written with escapes it stands nowhere in the text.
        ('requires = ["prefect\\u003c1"]\n', []),
        # Tables: the line of the key is shown, where it holds the constraint.
        (' [packages]\n prefect = "<1" # c\n', [f'2:2 manual `prefect = "<1"` {OLD}']),
        ('[packages]\nprefect = "*"\n', [f'2:1 note `prefect = "*"` {OPEN}']),
        ('[packages.prefect]\nversion = "<1"\nother = "<2"\n', [f'2:1 manual `version = "<1"` {OLD}']),
        ('[packages]\nprefect.version = "<1"\n', [f'2:1 manual `prefect.version = "<1"` {OLD}']),
        ('[packages]\nx = {prefect = "<1"}\n', [f'2:1 manual `x = {{prefect = "<1"}}` {OLD}']),
        (
            '[packages]\nprefect = [\n  {version = "<1"},\n]\n',
            [f'2:1 manual `prefect = "<1"` {OLD}'],
        ),
        ('[packages.prefect]\nversion = "<1"\ntag = "0.13.1"\n', [
            f'2:1 manual `version = "<1"` {OLD}', f'3:1 manual `tag = "0.13.1"` {OLD}',
        ]),
        # A requirement as a value below the package is one of its own.
        ('[packages]\nprefect = {x = "prefect<1"}\n', [f"2:16 manual `prefect<1` {OLD}"]),
        # Above the package stands what says that these are requirements.
        ('[prefect]\nversion = "<1"\n', []),
        ('[mine.prefect]\ndependencies = "<1"\n', []),
        ('[packages]\nprefect-dask = "<1"\n', []),
        ('[packages]\nprefect = {git = "x", extras = ["<1"]}\n', []),
    ],
)  # fmt: skip
def test_requirements_of_the_document(text: str, expected: list[str]) -> None:
    assert requirements(text) == expected
