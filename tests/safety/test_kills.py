"""Undos, merge drivers and fleets killed in the middle of their work, again and again.

``PREFECT_MIGRATE_TEST_KILLS`` says how often; each kill counts only if it hit a process at work.
"""

from __future__ import annotations

import fcntl
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from prefect_migrate.writing import TEMP_SUFFIX

from .conftest import OLD, Hostile

KILLS = int(os.environ.get("PREFECT_MIGRATE_TEST_KILLS", "10"))
NEW = OLD.replace("environments.", "")
CODE = "import sys; from prefect_migrate.__main__ import main; sys.exit(main())"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]


def start(hostile: Hostile, *arguments: str, cwd: Path | None = None) -> subprocess.Popen[bytes]:
    path = os.pathsep.join([hostile.environment["PYTHONPATH"], *sys.path])
    return subprocess.Popen(
        [sys.executable, "-c", CODE, *arguments],
        cwd=cwd or hostile.top,
        env={**hostile.environment, "PYTHONPATH": path},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def killed(running: subprocess.Popen[bytes]) -> bool:
    """Kill the process with all that it started; whether it was still at work."""
    if running.poll() is None:
        os.killpg(running.pid, signal.SIGKILL)
    return running.wait() == -signal.SIGKILL


def test_undos_killed_in_the_middle(hostile: Hostile) -> None:
    files = [hostile.top / f"f{number:02}.py" for number in range(60)]
    for path in files:
        path.write_text(OLD)
    hostile.git("add", "-A")
    hostile.git("commit", "-qm", "many")
    chance = random.Random(1)
    hits = 0
    while hits < KILLS:
        assert hostile.run(".", "--no-cache").returncode == 0
        assert {path.read_text() for path in files} == {NEW}
        undo = start(hostile, "undo")
        wanted = chance.randrange(1, len(files))
        while undo.poll() is None and sum(path.read_text() == OLD for path in files) < wanted:
            time.sleep(0.001)
        hits += killed(undo)
        assert {path.read_text() for path in files} <= {OLD, NEW}
        left = hostile.run("undo")
        assert left.returncode in (0, 2), left
        assert {path.read_text() for path in files} == {OLD}
        assert not list(hostile.top.rglob(f"*{TEMP_SUFFIX}"))
        hostile.git("checkout", "-q", ".")


def descendants(process: int) -> Iterator[int]:
    """The processes below one, nearest first."""
    try:
        told = Path(f"/proc/{process}/task/{process}/children").read_text()
    except OSError:
        return
    for child in map(int, told.split()):
        yield child
        yield from descendants(child)


def driver_of(git: subprocess.Popen[bytes]) -> int:
    """The merge driver that git has started; 0 where there is none (yet)."""
    for process in descendants(git.pid):
        try:
            words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"merge-driver" in words and not words[0].endswith(b"sh"):
            return process
    return 0


def test_merge_drivers_killed_in_the_middle(hostile: Hostile) -> None:
    hostile.git("checkout", "-q", "-b", "side", "first")
    hostile.write("flow.py", OLD + "x = 2\n" * 400)
    hostile.git("commit", "-q", "-a", "-m", "side")
    hostile.git("checkout", "-q", "main")
    ours = NEW + "x = 1\n" * 400
    hostile.write("flow.py", ours)
    hostile.git("commit", "-q", "-a", "-m", "main")
    path = os.pathsep.join([hostile.environment["PYTHONPATH"], *sys.path])
    program = hostile.folder / "driver.py"
    program.write_text(f"import sys\nsys.path[:0] = {path.split(':')!r}\n{CODE}\n")
    ended = hostile.folder / "ended"
    command = (
        f"{sys.executable} -P {program} git merge-driver -- %O %A %B %L %P; "
        f"code=$?; echo $code > {ended}; exit $code"
    )
    hostile.git("config", "merge.m.driver", command)
    hostile.write(".git/info/attributes", "*.py merge=m\n")
    hostile.git("merge", "-q", "side", check=False)
    whole = (hostile.top / "flow.py").read_text()
    assert "<<<<<<<" in whole
    hostile.git("reset", "-q", "--hard", "main")
    chance = random.Random(2)
    hits = 0
    while hits < KILLS:
        ended.unlink(missing_ok=True)
        merge = subprocess.Popen(
            ["git", "-C", str(hostile.top), "merge", "-q", "side"],
            env=hostile.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while merge.poll() is None and not (driver := driver_of(merge)):
            time.sleep(0.002)
        time.sleep(chance.random() * 0.8)
        with suppress(ProcessLookupError):
            if driver:  # 0 would be our own process group
                os.kill(driver, signal.SIGKILL)
        code = merge.wait()
        assert code != 0
        held = (hostile.top / "flow.py").read_text()
        # A driver that had just ended can be signalled too: only its exit code tells.
        hit = ended.read_text().strip() == str(128 + signal.SIGKILL)
        hits += hit
        # Git takes what a killed driver had written by then: our side as it was, or all of it.
        assert held == whole or (hit and held == ours)
        assert hostile.git("status", "--porcelain", "-uall") in ("", "UU flow.py\n")
        hostile.git("reset", "-q", "--hard", "main")
        assert hostile.git("status", "--porcelain") == ""
        assert hostile.git("fsck", "--no-progress", "--no-dangling") == ""


def wait_for_children(work: Path) -> None:
    """Wait for the end of what killed fleets have started: it holds the locks of its folders."""
    for lock in work.glob("*.lock"):
        with lock.open() as file:
            fcntl.flock(file, fcntl.LOCK_EX)


def test_fleets_killed_in_the_middle(hostile: Hostile) -> None:
    repositories = [hostile.folder / "repos" / f"r{number}" for number in range(3)]
    for number, folder in enumerate(repositories):
        subprocess.run(
            ["git", "clone", "-q", str(hostile.top), str(folder)],
            check=True,
            env=hostile.environment,
        )
        (folder / "more.py").write_text(OLD * (number + 1))

    def git(folder: Path, *words: str) -> str:
        done = subprocess.run(
            ["git", "-C", str(folder), *words],
            env=hostile.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    for folder in repositories:
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", "more")
    arguments = ("fleet", "repos", "--output", "report", "-j", "2", "--timeout", "600")
    chance = random.Random(3)
    heads = [git(folder, "rev-parse", "main") for folder in repositories]
    trees = hostile.folder / "report" / "work"
    hits = 0
    while hits < KILLS:
        fleet = start(hostile, *arguments, cwd=hostile.folder)
        while fleet.poll() is None and not list(trees.glob("*/tree")):
            time.sleep(0.002)
        time.sleep(chance.random() * 1.5)
        hit = killed(fleet)
        hits += hit
        assert [git(folder, "rev-parse", "main") for folder in repositories] == heads
        assert [git(folder, "status", "--porcelain") for folder in repositories] == [""] * 3
        # A fleet that was done before the kill leaves nothing to hit to those that follow.
        if hits % 5 == 0 or not hit:
            done = hostile.run(*arguments, cwd=hostile.folder)
            findings = (hostile.folder / "report" / "fleet-findings.csv").read_text()
            assert done.returncode == 0, (done, findings)
            for folder in repositories:
                changed = git(folder, "diff", "--name-only", "main", "prefect-migrate")
                assert changed == "flow.py\nmore.py\n"
                assert git(folder, "fsck", "--no-progress", "--no-dangling") == ""
                git(folder, "branch", "-q", "-D", "prefect-migrate")
            # A child that outlived a kill holds its folder: then the next run cleans.
            wait_for_children(hostile.folder / "report" / "work")
            hostile.run(*arguments, cwd=hostile.folder)
            assert not (hostile.folder / "report" / "work").exists()
            for record in (hostile.folder / "report" / "records").iterdir():
                record.unlink()
