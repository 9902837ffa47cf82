"""What is read without Typer is read as by Typer."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prefect_migrate import cli, fast_arguments

WORDS = st.sampled_from(
    [
        *fast_arguments.FLAGS,
        "-j2",
        "-j0",
        "-j007",
        "-j",
        "a.py",
        "b/",
        "./rules",
        "rules",
        "été.md",
        "-",
        "--",
        "",
    ]
)
OTHERS = st.sampled_from(["--agent", "-j-1", "-j1_0", "--jobs=2", "--help", "-qv", "--dif", "-x"])


@given(st.lists(WORDS, max_size=5))
def test_as_typer_reads_it(argv: list[str]) -> None:
    request = fast_arguments.read(argv)
    if request is not None:
        assert request == cli.parse(argv)


@given(st.lists(WORDS, max_size=3), OTHERS, st.lists(WORDS, max_size=3))
def test_the_rest_is_left_to_typer(before: list[str], word: str, behind: list[str]) -> None:
    assert fast_arguments.read([*before, word, *behind]) is None


@pytest.mark.parametrize("argv", [["a.py"], ["--diff", "a.py", "--no-cache"], ["a", "b", "-q"]])
def test_plain_ones_are_read(argv: list[str]) -> None:
    assert fast_arguments.read(argv) is not None


def test_settings_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Path("pyproject.toml")
    settings.write_text('[tool.prefect-migrate]\nagent = "docker"\nexclude = ["x"]\n')
    request = fast_arguments.read(["a.py"])
    assert request == cli.parse(["a.py"])
    assert request is not None
    assert request.settings.codemods.agent == "docker"
    settings.write_text('[tool.prefect-migrate]\nagent = "nobody"\n')
    assert fast_arguments.read(["a.py"]) is None
