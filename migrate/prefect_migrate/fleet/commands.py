"""Run git and the tool for several threads at once, until all of it is to stop."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Mapping
from contextlib import suppress

from prefect_migrate import git_process
from prefect_migrate.git_process import GitError

# Seconds for a git command, and for one that asks another machine.
LOCAL, NETWORK = 600.0, 3600.0
# Seconds between being asked to end and being killed.
_GRACE = 3.0


class CommandError(Exception):
    """What was to be done failed; the message is one line."""


class Terminated(BaseException):
    """A signal asked this process to end."""

    def __init__(self, number: int) -> None:
        self.number = number


def end_on_signals() -> None:
    """Let SIGTERM and SIGHUP end a run as Ctrl-C does: with its children, and cleaned up.

    Where one is ignored (nohup), it stays ignored.
    """

    def end(number: int, frame: object) -> None:
        for one in known:
            signal.signal(one, signal.SIG_IGN)
        raise Terminated(number)

    known = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    for number in known:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, end)


class _Commands:
    """The processes that run now."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stopped = False

    def run(
        self,
        command: list[str],
        env: Mapping[str, str],
        cwd: str | None = None,
        given: bytes = b"",
        timeout: float | None = None,
    ) -> subprocess.CompletedProcess[bytes]:
        """What a command did. Raises ``CommandError`` when it is late, or all is to stop."""
        with self._lock:
            if self._stopped:
                raise CommandError("interrupted")
            process = subprocess.Popen(
                command,
                cwd=cwd,
                env=env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                # A group of its own, to be ended with its workers; Ctrl-C is for us alone.
                start_new_session=True,
                # The lock of the folder it works in: it may live longer than we do.
                close_fds=False,
            )
            self._running.add(process)
        try:
            out, err = process.communicate(given, timeout)
        except subprocess.TimeoutExpired:
            raise CommandError(f"took longer than {timeout:g} seconds") from None
        finally:
            _end_process(process)
            with self._lock:
                self._running.discard(process)
        if self._stopped:
            raise CommandError("interrupted")
        return subprocess.CompletedProcess(command, process.returncode, out, err)

    def stop(self) -> None:
        """End what runs, and start nothing any more."""
        with self._lock:
            self._stopped = True
            running = list(self._running)
        for process in running:
            _signal_process(process, signal.SIGTERM)
        for process in running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(_GRACE)
            _end_process(process)


def _end_process(process: subprocess.Popen[bytes]) -> None:
    """Kill a process that is still there, with all that it started."""
    if process.poll() is None:
        _signal_process(process, getattr(signal, "SIGKILL", signal.SIGTERM))
        process.wait()


def _signal_process(process: subprocess.Popen[bytes], number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, number)
        else:
            process.terminate()


_COMMANDS = _Commands()
run = _COMMANDS.run
stop = _COMMANDS.stop


def git_text(
    top: str, *arguments: str, given: bytes = b"", env: Mapping[str, str] | None = None
) -> str:
    """What git prints in the repository ``top``. Raises ``CommandError``."""
    return os.fsdecode(git_bytes(top, *arguments, given=given, env=env))


def git_bytes(
    top: str, *arguments: str, given: bytes = b"", env: Mapping[str, str] | None = None
) -> bytes:
    """The bytes that git prints in the repository ``top``. Raises ``CommandError``."""
    try:
        command, environment = git_process.in_repository(top, *arguments)
    except GitError as error:
        raise CommandError(f"git: {error}") from None
    return _run_finished(command, {**environment, **(env or {})}, arguments[0], given, LOCAL)


def git_outside(folder: str, *arguments: str, network: bool = False) -> str:
    """What git prints in ``folder``, one of our own. Raises ``CommandError``."""
    try:
        command, environment = git_process.command_outside(folder, *arguments, network=network)
    except GitError as error:
        raise CommandError(f"git: {error}") from None
    late = NETWORK if network else LOCAL
    return os.fsdecode(_run_finished(command, environment, arguments[0], b"", late))


def _run_finished(
    command: list[str], environment: Mapping[str, str], word: str, given: bytes, timeout: float
) -> bytes:
    try:
        done = run(command, environment, None, given, timeout)
    except CommandError as error:
        raise CommandError(
            f"git {word}: {error}" if "longer" in str(error) else str(error)
        ) from None
    if done.returncode:
        ran = git_process.Ran(done.returncode, done.stdout, done.stderr)
        raise CommandError(f"git {word}: {ran.reason('failed')}")
    return done.stdout
