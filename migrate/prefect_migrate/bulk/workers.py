"""Worker processes: one file at a time each, and a file that kills its worker fails alone."""

from __future__ import annotations

import gc
import itertools
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from prefect_codemods.migration import Migration
from prefect_codemods.python.libcst_import import make_nodes_faster
from prefect_migrate.locked_folders import clean_folders
from prefect_migrate.model import Outcome, Refusal, Source
from prefect_migrate.pipeline import Migrate, migrate_file
from prefect_migrate.settings import Settings

# How far a result may run ahead of the first one that is missing.
_AHEAD = 256
_GIB = 1 << 30
# Eleven days.
_LONGEST = 1e6
_COLLECT = 16


@dataclass(frozen=True, slots=True)
class Job:
    """One file to migrate: its path, its size in bytes, the part it plays.

    ``heavy`` is whether it is likely to need LibCST.
    """

    path: str
    size: int = 0
    role: str = ""
    heavy: bool = False


@dataclass(frozen=True, slots=True)
class TimedOutcome:
    """A job's outcome and the wall time it took, in seconds."""

    outcome: Outcome
    seconds: float


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    connection: Connection
    job: int | None = None
    started: float = 0.0


class Workers:
    """Runs jobs on ``count`` processes, each file for ``timeout`` seconds at most.

    The results come in the order of the jobs. Closing the iterator, or an exception such as
    ``KeyboardInterrupt`` in it, kills the workers at once: they write nothing.
    """

    def __init__(
        self, settings: Settings, count: int, timeout: float, migrate: Migrate = migrate_file
    ) -> None:
        self._settings = settings
        self._count = max(1, count)
        # No clock takes more; this is what inf and nan come to, too.
        self._timeout = timeout if timeout < _LONGEST else _LONGEST
        self._migrate = migrate
        self._workers: list[_Worker] = []
        self._context = multiprocessing.get_context("fork" if _may_fork() else "spawn")

    def run(self, jobs: Sequence[Job]) -> Iterator[TimedOutcome]:
        """Do the ``jobs``, larger ones earlier; yields one result each, in their order."""
        if not jobs:
            return
        forks = self._context.get_start_method() == "fork"
        if forks and len(jobs) > 1 and any(job.heavy for job in jobs):
            preload_modules(self._settings.codemods.migration)
        waiting = list(range(len(jobs)))
        results: dict[int, TimedOutcome] = {}
        try:
            for number in range(len(jobs)):
                while number not in results:
                    self._hand_out(jobs, waiting, number + _AHEAD)
                    results.update(self._collect(jobs))
                yield results.pop(number)
        finally:
            self.close()

    def close(self) -> None:
        """Kill the workers, and remove what they could not."""
        busy = any(worker.job is not None for worker in self._workers)
        for worker in self._workers:
            worker.process.kill()
        while self._workers:
            self._remove_worker(self._workers[-1])
        if busy:
            clean_folders(tempfile.gettempdir())

    def _hand_out(self, jobs: Sequence[Job], waiting: list[int], end: int) -> None:
        while waiting and waiting[0] < end:
            idle = next((worker for worker in self._workers if worker.job is None), None)
            if idle is None:
                if len(self._workers) == self._count:
                    return
                idle = self._start()
            near = (number for number in waiting[:_AHEAD] if number < end)
            number = max(near, key=lambda n: jobs[n].size)
            waiting.remove(number)
            idle.job, idle.started = number, time.monotonic()
            # A worker that is dead already is found so when its answer is waited for.
            with suppress(OSError):
                idle.connection.send(jobs[number])

    def _collect(self, jobs: Sequence[Job]) -> Iterator[tuple[int, TimedOutcome]]:
        """Wait until a worker is done, dead or too late."""
        busy = {worker.connection: worker for worker in self._workers if worker.job is not None}
        first = min(worker.started for worker in busy.values()) + self._timeout
        for ready in wait(list(busy), max(0.0, first - time.monotonic())):
            worker = busy[ready]  # type: ignore[index]
            assert worker.job is not None
            try:
                done: TimedOutcome = worker.connection.recv()
            except (EOFError, OSError):
                done = self._failed(worker, jobs, _exit_reason(self._remove_worker(worker)))
            yield worker.job, done
            worker.job = None
        now = time.monotonic()
        for worker in list(self._workers):
            if worker.job is None or now - worker.started < self._timeout:
                continue
            if not worker.connection.poll():
                worker.process.kill()
                self._remove_worker(worker)
                late = f"took longer than {self._timeout:g} seconds"
                yield worker.job, self._failed(worker, jobs, late, "give it more by --timeout")

    def _failed(
        self, worker: _Worker, jobs: Sequence[Job], reason: str, help: str = ""
    ) -> TimedOutcome:
        assert worker.job is not None
        refusal = Refusal(reason, help=help or "the file is left as it is")
        outcome = Outcome.refused(Source(jobs[worker.job].path, ""), refusal)
        return TimedOutcome(outcome, time.monotonic() - worker.started)

    def _start(self) -> _Worker:
        ours, theirs = multiprocessing.Pipe()
        forked = self._context.get_start_method() == "fork"
        not_theirs = [ours, *(worker.connection for worker in self._workers)] if forked else []
        process = self._context.Process(  # type: ignore[attr-defined]
            target=_serve_jobs,
            args=(
                theirs,
                not_theirs,
                self._settings,
                self._migrate,
                _memory_share(self._count),
                "" if forked else os.getcwd(),
            ),
            daemon=True,
        )
        worker = _Worker(process, ours)
        with _interrupts_held(), nullcontext() if forked else _trusted_folder():
            process.start()
            self._workers.append(worker)
        theirs.close()
        return worker

    def _remove_worker(self, worker: _Worker) -> int | None:
        self._workers.remove(worker)
        worker.connection.close()
        worker.process.join()
        return worker.process.exitcode


def preload_modules(migration: Migration) -> None:
    """Import what the workers need, so that they share it."""
    gc.disable()
    import prefect_migrate.documents.docstrings
    import prefect_migrate.pipeline
    import prefect_migrate.rewriting  # noqa: F401
    from prefect_codemods.python import libcst_import, rules

    libcst_import.import_libcst()
    rules.ordered_codemods(migration)
    gc.freeze()
    gc.enable()


def _serve_jobs(
    connection: Connection,
    not_mine: Sequence[Connection],
    settings: Settings,
    migrate: Migrate,
    memory: int,
    folder: str,
) -> None:
    # A forked one stands where we do, also in a folder that was removed or shut since.
    if folder:
        os.chdir(folder)
        make_nodes_faster()
    # Ctrl-C reaches the whole group; what becomes of the workers is the parent's to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    for other in not_mine:
        other.close()
    _limit_memory(memory)
    # Trees hold few circles: looking for them after every few files saves a tenth of the time.
    gc.disable()
    for number in itertools.count(1):
        if number % _COLLECT == 0:
            gc.collect()
            # What is left are tables and caches: not to be searched again.
            gc.freeze()
        try:
            job = connection.recv()
        except (EOFError, OSError):
            return
        started = time.monotonic()
        outcome = migrate(job.path, settings, job.role)
        try:
            connection.send(TimedOutcome(outcome, time.monotonic() - started))
        except OSError:
            return


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Let a Ctrl-C wait while a worker starts.

    The worker would answer it with a traceback, and we would lose sight of the worker.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _trusted_folder() -> Iterator[None]:
    """Stand in the standard library's folder while a spawned interpreter starts.

    It begins with ``python -c``, which searches the current folder first: a ``multiprocessing.py``
    of the repository would run.
    """
    before = os.getcwd()
    os.chdir(os.path.dirname(os.__file__))
    try:
        yield
    finally:
        os.chdir(before)


def _may_fork() -> bool:
    """Forking is safe on Linux in a process of one thread; macOS' libraries don't survive it."""
    return sys.platform == "linux" and threading.active_count() == 1


def _memory_share(count: int) -> int:
    """How much address space a worker gets, in bytes: its share, and 2 GiB in any case."""
    try:
        installed = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return 0
    return max(2 * _GIB, installed // (count + 1))


def _mapped_memory() -> int:
    """How much address space this process has already, in bytes: a forked one has the caller's."""
    with suppress(OSError, ValueError), open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def _limit_memory(memory: int) -> None:
    """Keep a worker from taking the machine's memory, and the other workers with it; and from dropping cores."""
    if memory:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        memory += _mapped_memory()
        limit = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _exit_reason(code: int | None) -> str:
    """Why a worker ended, from its exit code."""
    if code is None or code >= 0:
        return f"its worker process ended (exit code {code})"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    often = " (out of memory, or killed by hand)" if name == "SIGKILL" else ""
    return f"its worker process was killed by {name}{often}"
