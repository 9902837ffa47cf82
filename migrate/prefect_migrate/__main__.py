"""The console script: a fast path for ``--version``, else the command line."""

from __future__ import annotations

import os
import sys

_PYTHON_SHOWS_ERROR = sys.excepthook


def _show_uncaught(kind: type[BaseException], error: BaseException, trace: object) -> None:
    """End with one line where Ctrl-C comes before or after `main` could answer it."""
    if not _was_interrupted(error):
        _PYTHON_SHOWS_ERROR(kind, error, error.__traceback__)
        return
    sys.stderr.write("prefect-migrate: interrupted\n")
    sys.stderr.flush()
    os._exit(130)


def _was_interrupted(error: BaseException | None) -> bool:
    """Whether Ctrl-C is behind ``error``: a class being made turns it into a RuntimeError (3.11)."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__
    return False


# First of all: whatever is imported from here on may be interrupted.
sys.excepthook = _show_uncaught

import gc  # noqa: E402
import io  # noqa: E402
import time  # noqa: E402

_INTERRUPT_TIMEOUT = 5.0
_NEVER = float("inf")


def main() -> int:
    """Run the command line on ``sys.argv``; returns the exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from prefect_migrate import __version__

        sys.stdout.write(f"prefect-migrate {__version__}\n")
        return 0
    # Late, since it costs ``--version`` as much as all the rest.
    import signal

    _open_missing_streams()
    interrupts = _Interrupts()
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        # Where it is ignored (nohup, a shell's background), it stays ignored.
        signal.signal(signal.SIGINT, interrupts.interrupt)
        sys.unraisablehook = interrupts.unraisable
    # Nothing of what start-up makes is garbage.
    gc.disable()
    try:
        code = _exit_code(sys.argv[1:])
        # What Python does at its end must not be interrupted: it would say so with a traceback.
        interrupts.end()
    except KeyboardInterrupt:
        # Before anything was begun, or after all was done: else who does it says what was done.
        sys.stderr.write("prefect-migrate: interrupted\n")
        from prefect_migrate.exit_codes import ExitCode

        code = ExitCode.INTERRUPTED
        interrupts.end()
    return code


def _exit_code(argv: list[str]) -> int:
    from prefect_migrate.exit_codes import ExitCode

    try:
        code = _run_command_line(argv)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (head, less) has ended.
        _close_output()
        return ExitCode.NO_READER
    except OSError as error:
        # Such as a full disk below standard output; what goes wrong in a file is reported for that file.
        _close_output()
        from prefect_migrate.printing import print_error

        print_error(str(error), sys.stderr)
        return ExitCode.FAILED
    except Exception as error:
        if _was_interrupted(error):
            raise KeyboardInterrupt from error
        # Python would end with 1, which says that there is something to do.
        _show_defect()
        return ExitCode.FAILED
    return code


class _Interrupts:
    """Lets the first Ctrl-C end the work; more of them don't disturb the cleaning up.

    When that takes longer than it should, one more ends everything at once. One handler stays for
    all of them: an exchange of handlers races with the signals that are on their way.
    """

    def __init__(self) -> None:
        self._first: float | None = None

    def interrupt(self, number: int, frame: object) -> None:
        """Answer a signal."""
        if self._first is None:
            self._first = time.monotonic()
            raise KeyboardInterrupt
        if time.monotonic() - self._first > _INTERRUPT_TIMEOUT:
            os._exit(130)

    def unraisable(self, error: sys.UnraisableHookArgs) -> None:
        """Interrupt once more where Python swallowed it in tidying up (a weak reference, __del__)."""
        import signal

        if not issubclass(error.exc_type, KeyboardInterrupt):
            sys.__unraisablehook__(error)
        elif self._first != _NEVER:
            self._first = None
            if hasattr(signal, "setitimer"):
                signal.signal(signal.SIGALRM, self.interrupt)
                signal.setitimer(signal.ITIMER_REAL, 0.02)

    def end(self) -> None:
        """Answer no signal any more, and let none end the process in its last moments."""
        import signal

        self._first = _NEVER
        if hasattr(signal, "setitimer") and signal.getsignal(signal.SIGALRM) == self.interrupt:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _run_command_line(argv: list[str]) -> int:
    from prefect_codemods.python.libcst_import import make_nodes_faster
    from prefect_migrate.cli import run

    make_nodes_faster()
    return run(argv)


def _show_defect() -> None:
    import traceback

    traceback.print_exc()
    sys.stderr.write("prefect-migrate: error: internal error; please report it with these lines\n")


def _open_missing_streams() -> None:
    """What was started without one of its streams (``>&-``, a daemon) reads and writes nothing."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))
    # A name that is no UTF-8 must not stop what is said of it.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _close_output() -> None:
    """Python flushes standard output once more at exit: let that go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
