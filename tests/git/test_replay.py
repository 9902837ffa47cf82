"""The replay of a repository's merges, run as a script."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from typing import Any

import pytest

Repo = Any

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "replay.py"
BASE = "1\n2\n3\n4\n5\n6\n7\n"


def test_replay(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    before = "import a\n\nx = f(1)\n"
    repo.write(before, "a.py")
    repo.fork(BASE, BASE.replace("2", "two"), BASE.replace("2", "zwei"))
    repo("checkout", "-q", "side")
    repo.commit(before.replace("f(1)", "f(1, b=2)"), "Python on the side", "a.py")
    repo("checkout", "-q", "main")
    repo.commit(before.replace("f(1)", "f(1,  b=2)"), "Python on main", "a.py")
    repo("merge", "side", code=1)
    repo.write(before.replace("f(1)", "f(1, b=2)"), "a.py")
    repo.commit(BASE.replace("2", "zwei"), "Merge")
    script = runpy.run_path(str(SCRIPT))
    with pytest.MonkeyPatch().context() as patch:
        patch.setattr(sys, "argv", ["replay.py", str(repo.top), "--style", "merge"])
        assert script["main"]() == 0
    rows = table(capsys.readouterr().out)
    assert rows["all"]["files"] == "2"
    assert (rows["all"]["left"], rows["all"]["other"], rows["all"]["lost"]) == ("1", "0", "0")
    assert rows[".py"]["meaning"] == "1"
    assert repo("status", "--porcelain") == ""


def table(text: str) -> dict[str, dict[str, str]]:
    """The rows that were printed, by file type."""
    lines = [line.split() for line in text.splitlines()]
    head = next(line for line in lines if line[0] == "type")
    rows = lines[lines.index(head) + 1 :]
    return {row[0]: dict(zip(head, row, strict=False)) for row in rows}


def test_what_differs_from_the_person_is_named(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    base = "a: 1\nb: 1\n"
    repo.fork(base, "a: 2\nb: 1\n", "a: 1\nb: 2\n", "c.yaml")
    repo("merge", "side", code=1)
    repo.write("a: 9\nb: 9\n", "c.yaml")
    commit = repo.commit_all("Merge as nobody else would")
    script = runpy.run_path(str(SCRIPT))
    with pytest.MonkeyPatch().context() as patch:
        patch.setattr(sys, "argv", ["replay.py", str(repo.top)])
        assert script["main"]() == 0
    told = capsys.readouterr().out
    assert f"other    {commit[:10]} merge  c.yaml" in told
    assert f"other    {commit[:10]} zdiff3 c.yaml" in told
    assert table(told)["all"]["other"] == "2"


def test_a_history_is_made_and_nothing_in_it_comes_out_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = runpy.run_path(str(SCRIPT.with_name("merge_history.py")))
    history = made["History"](tmp_path / "history", 7)
    assert list(made["rounds"](history, 3)) == [1, 2, 3]
    script = runpy.run_path(str(SCRIPT))
    with pytest.MonkeyPatch().context() as patch:
        patch.setattr(sys, "argv", ["replay.py", str(tmp_path / "history"), "--style", "merge"])
        assert script["main"]() == 0
    row = table(capsys.readouterr().out)["all"]
    assert int(row["files"]) > 3
    assert (row["other"], row["lost"], row["invented"]) == ("0", "0", "0")
