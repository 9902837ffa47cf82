"""The tool and its workers, killed at random moments over a real git repository.

``PREFECT_MIGRATE_TEST_KILLS`` says how often; each kill counts only if it hit a process at work.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

from prefect_migrate import journal, writing
from prefect_migrate.writing import TEMP_SUFFIX

KILLS = int(os.environ.get("PREFECT_MIGRATE_TEST_KILLS", "10"))
OLD = "from prefect.engine.executors import LocalExecutor\n\nexecutor = LocalExecutor()\n"
NEW = OLD.replace("prefect.engine.executors", "prefect.executors")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
    command = ["git", "-C", str(folder), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tree"
    (folder / "flows").mkdir(parents=True)
    git(folder, "init", "-q")
    for number in range(24):
        (folder / "flows" / f"f{number:02}.py").write_text(OLD * (1 + number % 6 * 10))
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Begin")
    monkeypatch.setenv("PREFECT_MIGRATE_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("PREFECT_MIGRATE_CACHE_DIR", str(tmp_path / "cache"))
    return folder


def start(
    tree: Path, *arguments: str, stdout: int | IO[bytes] = subprocess.PIPE
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "prefect_migrate", ".", "--jobs", "2", *arguments],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
    )


def workers_of(process: int) -> list[int]:
    """The tool's own children, without the git that it asks."""
    listed = Path(f"/proc/{process}/task/{process}/children")
    try:
        numbers = [int(number) for number in listed.read_text().split()]
        return [n for n in numbers if Path(f"/proc/{n}/comm").read_text().startswith("python")]
    except OSError:
        return []


def states(tree: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((tree / "flows").glob("*.py"))}


def check(now: dict[str, bytes], old: dict[str, bytes], new: dict[str, bytes]) -> None:
    assert now.keys() == old.keys()
    for name, data in now.items():
        assert data in (old[name], new[name]), name


def finish(tree: Path) -> dict[str, bytes]:
    done = start(tree, "--allow-dirty")
    out, err = done.communicate()
    assert done.returncode == 0, out + err
    return states(tree)


def undo(tree: Path) -> None:
    while (run := journal.last_run(tree)) is not None:
        assert all(result.done for result in journal.undo_run(run, writing.write_file))


def test_the_tool_killed_at_any_moment(tree: Path) -> None:
    old = states(tree)
    started = time.monotonic()
    new = finish(tree)
    took = time.monotonic() - started
    undo(tree)
    assert states(tree) == old
    chance = random.Random(3)
    halfway = hits = number = 0
    while hits < KILLS or not halfway:
        number += 1
        running = start(tree)
        if number % 2:
            time.sleep(took * chance.uniform(0.0, 1.1))
        else:
            assert running.stdout is not None
            for _ in range(chance.randrange(1, 700)):
                running.stdout.readline()
        running.send_signal(signal.SIGKILL)
        running.communicate()
        now = states(tree)
        check(now, old, new)
        begun = now != old or journal.last_run(tree) is not None
        hits += begun and running.returncode == -signal.SIGKILL
        halfway += now not in (old, new)
        if number % 10 == 0:
            assert finish(tree) == new
        undo(tree)
        assert states(tree) == old
        assert list(tree.rglob(f"*{TEMP_SUFFIX}")) == []
        assert git(tree, "status", "--porcelain") == ""


def test_workers_killed_at_any_moment(tree: Path, tmp_path: Path) -> None:
    account = tmp_path / "account.txt"
    old = states(tree)
    new = finish(tree)
    undo(tree)
    chance = random.Random(4)
    failures = hits = number = 0
    while hits < KILLS or not failures:
        number += 1
        # Nobody reads while workers are killed: a full pipe would hold the tool for ever.
        with account.open("wb") as out:
            running = start(tree, stdout=out)
        kills = 0
        while kills < 4 and running.poll() is None:
            time.sleep(chance.random() * 0.1)
            workers = workers_of(running.pid)
            if workers:
                # A worker may end by itself just now.
                with contextlib.suppress(ProcessLookupError):
                    os.kill(chance.choice(workers), signal.SIGKILL)
                    kills += 1
        hits += kills
        _, err = running.communicate()
        assert running.returncode in (0, 2), err
        now = states(tree)
        check(now, old, new)
        left = sum(now[name] == old[name] for name in old)
        # A child may be caught before it becomes git: if that was to tell what is uncommitted,
        # the files that come after are passed over, and each of them says so.
        lost = err.count("worker process")
        passed = account.read_text().count("may hold uncommitted changes and is passed over")
        assert left == lost + passed, err
        assert not passed or "git can't say" in err
        failures += left
        if number % 10 == 0:
            assert finish(tree) == new
        undo(tree)
        assert states(tree) == old


def test_interrupted_at_any_moment(
    tree: Path, interruptible: Callable[..., subprocess.Popen[str]]
) -> None:
    old = states(tree)
    new = finish(tree)
    undo(tree)
    chance = random.Random(5)
    for _ in range(10):
        running = interruptible(".", "--jobs", "2", cwd=tree, env={**os.environ})
        if chance.random() < 0.8:
            assert running.stdout is not None
            running.stdout.readline()
        time.sleep(chance.random() * 0.1)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate()
        now = states(tree)
        check(now, old, new)
        if running.returncode == 130:
            told = [line.strip() for line in err.splitlines() if line.startswith("  ")]
            written = [f"flows/{name}" for name in old if now[name] != old[name]]
            assert sorted(told) == written, out
        undo(tree)
        assert states(tree) == old
