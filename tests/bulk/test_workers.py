from __future__ import annotations

import faulthandler
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from prefect_migrate.bulk.workers import Job, TimedOutcome, Workers
from prefect_migrate.model import Outcome, Source
from prefect_migrate.pipeline import Migrate, migrate_file
from prefect_migrate.settings import Settings


def act(path: str, settings: Settings, role: str) -> Outcome:
    """Does what the path says, as a rule with a fault would."""
    verb, _, amount = path.partition("-")
    if verb == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if verb == "crash":
        faulthandler.disable()
        os.kill(os.getpid(), signal.SIGSEGV)
    if verb == "exit":
        os._exit(int(amount))
    if verb == "sleep":
        time.sleep(float(amount))
    if verb == "memory":
        return Outcome(Source(path, ""), str(len(bytearray(1 << 50))))
    return Outcome(Source(path, ""), f"{path} {role}".strip())


def run(*paths: str, count: int = 2, timeout: float = 30, migrate: Migrate = act) -> list[str]:
    workers = Workers(Settings(), count, timeout, migrate)
    jobs = [Job(path, size) for size, path in enumerate(paths)]
    return [told(done) for done in workers.run(jobs)]


def told(done: TimedOutcome) -> str:
    refusal = done.outcome.refusal
    return f"{done.outcome.source.path}: {refusal.message}" if refusal else done.outcome.text


@pytest.mark.parametrize("count", [1, 2, 5])
def test_results_come_in_the_order_of_the_jobs(count: int) -> None:
    chance = random.Random(count)
    paths = [f"sleep-{chance.random() / 50}" for _ in range(20)] + ["a"] * 700
    assert run(*paths, count=count) == paths


def test_a_file_that_kills_its_worker_fails_alone() -> None:
    assert run("a", "kill", "b", "crash", "c", "exit-3", "d") == [
        "a",
        "kill: its worker process was killed by SIGKILL (out of memory, or killed by hand)",
        "b",
        "crash: its worker process was killed by SIGSEGV",
        "c",
        "exit-3: its worker process ended (exit code 3)",
        "d",
    ]


def test_a_file_that_takes_too_long_fails_alone() -> None:
    # Long enough for the others on a busy machine.
    started = time.monotonic()
    assert run("a", "sleep-600", "b", "c", timeout=5) == [
        "a",
        "sleep-600: took longer than 5 seconds",
        "b",
        "c",
    ]
    assert time.monotonic() - started < 300


def test_closing_kills_the_workers_at_once() -> None:
    workers = Workers(Settings(), 2, 60, act)
    results: Iterator[TimedOutcome] = workers.run([Job("a"), Job("sleep-60"), Job("sleep-59")])
    assert told(next(results)) == "a"
    processes = [worker.process for worker in workers._workers]
    results.close()  # type: ignore[attr-defined]
    assert processes
    for process in processes:
        assert process.exitcode is not None


def test_no_jobs_start_no_worker() -> None:
    assert run() == []


def test_a_role_reaches_the_migration() -> None:
    workers = Workers(Settings(), 1, 60, act)
    assert [told(d) for d in workers.run([Job("a.yaml", role="job-template")])] == [
        "a.yaml job-template"
    ]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    pipe, binary = tmp_path / "pipe.py", tmp_path / "binary.py"
    deep = tmp_path / "deep.ipynb"
    os.mkfifo(pipe)
    binary.write_bytes(b"prefect \0")
    deep.write_bytes(b'{"prefect": ' + b"[" * 100_000)
    messages = []
    for path in (tmp_path / "gone.py", pipe, tmp_path, binary, deep):
        refusal = migrate_file(str(path), Settings()).refusal
        assert refusal is not None
        messages.append(refusal.message)
    assert messages == [
        f"path not found: `{tmp_path / 'gone.py'}`",
        "not a regular file",
        "could not be read: Is a directory",
        "binary file (it holds a NUL byte)",
        "not a notebook: nested too deeply",
    ]


def test_a_fault_of_a_rule_is_that_file_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> Outcome:
        raise KeyError("storage")

    monkeypatch.setattr("prefect_migrate.pipeline.migrate_source", broken)
    outcome = migrate_file(__file__, Settings())
    assert outcome.refusal is not None
    assert outcome.refusal.message.startswith(
        "a fault of prefect-migrate: KeyError: 'storage' in test_workers.py, line "
    )
    assert not outcome.changed


# In a process of its own: with other threads beside it, workers are spawned and not forked.
REMOVED = """
import os, sys
from prefect_migrate.bulk.workers import Job, Workers
from prefect_migrate.model import Outcome, Source
from prefect_migrate.settings import Settings
os.mkdir("gone")
os.chdir("gone")
os.rmdir("../gone")
def act(path, settings, role):
    return Outcome(Source(path, ""), path)
print([done.outcome.text for done in Workers(Settings(), 2, 600, act).run([Job("a"), Job("b")])])
"""


MAPPED = """
import mmap
from prefect_migrate import migrate_text
from prefect_migrate.bulk import workers
from prefect_migrate.settings import Settings
workers._memory_share = lambda count: 1 << 30
reserved = getattr(mmap, "MAP_NORESERVE", 0x4000)
held = mmap.mmap(-1, 4 << 30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | reserved)
def act(path, settings, role):
    bytearray(64 << 20)
    return migrate_text(path, "flow.py")
text = "from prefect.environments.storage import Docker\\n"
jobs = [workers.Job(text, heavy=True), workers.Job(text, heavy=True)]
print([done.outcome.changed for done in workers.Workers(Settings(), 2, 600, act).run(jobs)])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")
def test_what_the_caller_has_mapped_is_not_taken_from_the_workers() -> None:
    """As in a notebook that has loaded something large: a forked worker has all of it mapped."""
    done = subprocess.run(
        [sys.executable, "-c", MAPPED],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.stdout == "[True, True]\n", done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")
def test_a_folder_that_has_gone(tmp_path: Path) -> None:
    """As a shell's that stands in a folder which somebody removed."""
    done = subprocess.run(
        [sys.executable, "-c", REMOVED],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.stdout, done.stderr) == ("['a', 'b']\n", "")
