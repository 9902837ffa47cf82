"""What a report of a merge says: the base first, the sides by git's names, lines of one file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from prefect_migrate.cli import run

Repo = Any
Printed = pytest.CaptureFixture[str]

# Theirs has the old environment, so that ours would be the newer side if there were no base.
FLOW = """\
from prefect import Flow
from prefect.{executors} import DaskExecutor

RETRIES = {retries}
TABLE = "{table}"

with Flow("etl") as flow:
    load(RETRIES, TABLE)

flow.executor = DaskExecutor()
"""
BASE = FLOW.format(executors="executors", retries=1, table="raw")
OURS = FLOW.format(executors="executors", retries=2, table="raw")
THEIRS = FLOW.format(executors="engine.executors", retries=3, table="stage")
TWICE = "\n".join(["a", "{0}", "b", "c", "d", "e", "{0}", "f", ""])


@pytest.fixture
def inside(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    monkeypatch.chdir(repo.top)
    return repo


def test_a_three_way_merge_names_the_base_and_no_age(inside: Repo, capsys: Printed) -> None:
    inside.fork(BASE, OURS, THEIRS, "flow.py")
    inside("merge", "side", code=1)
    assert run(["--check", "--output-format", "concise", "-v"]) == 1
    told = capsys.readouterr().out
    assert told.startswith("flow.py: base: the common ancestor, from git's index\n")
    assert "newer" not in told
    assert "older" not in told


@pytest.mark.parametrize("style", ["diff3", "merge"])
def test_json_says_where_the_base_was(inside: Repo, capsys: Printed, style: str) -> None:
    inside.fork(BASE, OURS, THEIRS, "flow.py")
    inside("-c", f"merge.conflictStyle={style}", "merge", "side", code=1)
    assert run(["--check", "--output-format", "json"]) == 1
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert file["base"]["found"] == "git's index"
    assert file["direction"] is None


def test_without_a_base_there_are_a_newer_and_an_older_side(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    monkeypatch.chdir(tmp_path)
    ours, theirs = (
        "from prefect.storage import S3\n",
        "from prefect.environments.storage import S3\n",
    )
    text = f"<<<<<<< HEAD\n{ours}x = 1\n=======\n{theirs}x = 2\n>>>>>>> old\n"
    (tmp_path / "flow.py").write_text(text)
    run(["--check", "--output-format", "concise", "flow.py"])
    told = capsys.readouterr().out
    assert "flow.py: the newer side is ours" in told
    assert "base:" not in told


def test_equal_conflicts_are_told_once_with_their_count(inside: Repo, capsys: Printed) -> None:
    inside.fork(TWICE.format("1"), TWICE.format("2"), TWICE.format("3"))
    inside("merge", "side", code=1)
    assert run(["--check", "--output-format", "concise"]) == 1
    told = capsys.readouterr().out
    assert "a.txt:2,11: conflict " in told
    assert " (2 times) needs your attention" in told
    assert run(["--check", "--output-format", "full"]) == 1
    assert "2 times: also at line 11" in capsys.readouterr().out


def test_what_is_left_has_the_lines_of_the_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    monkeypatch.chdir(tmp_path)
    conflict = "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> side\n"
    text = f"a\n{conflict.format('b', 'b ')}c\n{conflict.format('d', 'e')}"
    (tmp_path / "a.txt").write_text(text)
    assert run(["--check", "--output-format", "json", "a.txt"]) == 1
    (file,) = json.loads(capsys.readouterr().out)["files"]
    (left,) = file["remaining"]
    assert (left["before"], left["line"]) == (8, 4)
    assert run(["--check", "--output-format", "concise", "a.txt"]) == 1
    told = capsys.readouterr().out
    assert "a.txt: 1 conflict left; its line in the result:\na.txt:4: conflict" in told
    assert run(["--check", "--output-format", "github", "a.txt"]) == 1
    assert "file=a.txt,line=8," in capsys.readouterr().out


def test_what_is_dropped_stands_under_a_heading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.md").write_text(
        "# Flows\n\n<<<<<<< HEAD\nSet `flow.run_config = UniversalRun()`.\n=======\n"
        "Set `flow.environment = LocalEnvironment()`.\n\nA word that only they say.\n>>>>>>> old\n"
    )
    run(["--check", "--output-format", "concise", "page.md"])
    told = capsys.readouterr().out
    heading = "page.md: dropped from the result:\n"
    assert heading in told
    assert "theirs, line 8: “A word that only they say.” (" in told.partition(heading)[2]
