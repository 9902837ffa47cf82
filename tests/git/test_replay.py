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
    monkey = pytest.MonkeyPatch()
    with monkey.context() as patch:
        patch.setattr(sys, "argv", ["replay.py", str(repo.top), "--show", "left"])
        assert script["main"]() == 0
    told = capsys.readouterr().out.splitlines()
    assert any(line.startswith("left") and "a.txt" in line for line in told)
    rows = {line.split()[0]: line.split() for line in told if line.split()[0] in (".py", "all")}
    head = next(line.split() for line in told if line.split()[0] == "type")
    assert rows["all"][head.index("files")] == "2"
    assert rows["all"][head.index("wrong")] == "0"
    assert rows["all"][head.index("lost")] == "0"
    assert rows[".py"][head.index("equal")] == "1"
