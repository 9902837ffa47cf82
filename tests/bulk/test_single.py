"""One file, a text on standard input, files with decisions: as well guarded as a whole tree."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

HEAD = "from prefect.engine.executors import LocalExecutor\n"
# Takes LibCST some seconds; the least that --timeout takes is a tenth of one.
SLOW = HEAD + "".join(f"def f{n}(a, b=({n}, [1, 2])):\n    return a + {n}\n" for n in range(17_000))
CONFLICT = f"<<<<<<< HEAD\n{HEAD}=======\nimport os\n>>>>>>> x\n"


@pytest.fixture(autouse=True)
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    monkeypatch.chdir(tree)
    monkeypatch.setenv("PREFECT_MIGRATE_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("PREFECT_MIGRATE_CACHE_DIR", str(tmp_path / "cache"))


def start(*arguments: str, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "prefect_migrate", *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_named_file_has_no_longer_than_the_rest() -> None:
    Path("flow.py").write_text(SLOW)
    running = start("--timeout", "0.1", "flow.py")
    _, told = running.communicate()
    assert running.returncode == 2
    assert told == "flow.py:1:1: error: took longer than 0.1 seconds; give it more by --timeout\n"
    assert Path("flow.py").read_text() == SLOW


def test_standard_input_comes_back_as_it_was() -> None:
    running = start("--timeout", "0.1", "-", stdin=subprocess.PIPE)
    out, told = running.communicate(SLOW)
    assert running.returncode == 2
    assert "took longer than 0.1 seconds" in told
    assert out == SLOW


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_started_without_its_streams(closed: str) -> None:
    Path("flow.py").write_text(HEAD)
    command = f"exec '{sys.executable}' -m prefect_migrate flow.py {closed}"
    running = subprocess.run(
        ["sh", "-c", command],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=False,
    )
    assert running.returncode == 0, running.stderr
    assert b"prefect.executors" in Path("flow.py").read_bytes()


@pytest.mark.parametrize("seconds", ["inf", "nan", "1e300"])
def test_a_time_that_no_clock_takes(seconds: str) -> None:
    Path("flow.py").write_text(HEAD)
    running = start("--timeout", seconds, "flow.py")
    assert running.communicate()[1] == ""
    assert running.returncode == 0


def test_files_with_decisions_too() -> None:
    Path("choices.json").write_text('{"abcdef": "ours"}')
    for name in ("a.py", "b.py"):
        Path(name).write_text(SLOW + CONFLICT)
    running = start("--timeout", "0.1", "--decisions", "choices.json", ".")
    _, told = running.communicate()
    assert running.returncode == 2
    assert told.count("took longer than 0.1 seconds") == 2


def test_decisions_leave_out_what_the_settings_leave_out() -> None:
    Path("choices.json").write_text('{"abcdef": "ours"}')
    Path("pyproject.toml").write_text("[tool.prefect-migrate]\nextend-exclude = ['gen/']\n")
    Path("gen").mkdir()
    for name in ("a.py", "gen/b.py"):
        Path(name).write_text(HEAD)
    running = start("--check", "--decisions", "choices.json", ".")
    out, _ = running.communicate()
    assert "a.py" in out
    assert "b.py" not in out


@pytest.mark.parametrize("arguments", [("flow.py",), (".", "-j1"), (".", "-j2")])
def test_interrupted_in_the_middle_of_a_file(
    arguments: tuple[str, ...], interruptible: Callable[..., subprocess.Popen[str]]
) -> None:
    """It doesn't come to the end of the file: that would be written."""
    Path("flow.py").write_text(SLOW)
    running = interruptible(*arguments, env={**os.environ})
    time.sleep(1)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate()
    assert running.returncode == 130
    # On a busy machine it may not have begun.
    assert told in (
        "prefect-migrate: interrupted; nothing written\n",
        "prefect-migrate: interrupted\n",
    )
    assert Path("flow.py").read_text() == SLOW
