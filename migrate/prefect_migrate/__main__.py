"""The console script: a fast path for ``--version``, else the command line."""

from __future__ import annotations

import gc
import io
import os
import sys
import time

_PATIENCE = 5.0


def main() -> int:
    """Run the command line on ``sys.argv``; returns the exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from prefect_migrate import __version__

        sys.stdout.write(f"prefect-migrate {__version__}\n")
        return 0
    # Late, since it costs ``--version`` as much as all the rest.
    import signal

    _open_missing_streams()
    _interrupt_once()
    # Nothing of what start-up makes is garbage.
    gc.disable()
    from prefect_migrate.exit_codes import ExitCode

    try:
        code = _run_command_line(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (head, less) has gone.
        _close_output()
        code = ExitCode.NO_READER
    except OSError as error:
        # Such as a full disk below standard output; what files do is told file by file.
        _close_output()
        from prefect_migrate.printing import print_error

        print_error(str(error), sys.stderr)
        code = ExitCode.FAILED
    except KeyboardInterrupt:
        # Before anything was begun, or after all was done: else who does it says what was done.
        sys.stderr.write("prefect-migrate: interrupted\n")
        code = ExitCode.INTERRUPTED
    except Exception:
        # Python would end with 1, which says that there is something to do.
        _show_defect()
        code = ExitCode.FAILED
    # What Python does at its end must not be interrupted: it would say so with a traceback.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return code


def _interrupt_once() -> None:
    """Let the first Ctrl-C end the work; more of them don't disturb the cleaning up.

    When that takes longer than it should, one more ends everything at once.
    """
    import signal

    def interrupt(number: int, frame: object) -> None:
        first = time.monotonic()

        def again(number: int, frame: object) -> None:
            if time.monotonic() - first > _PATIENCE:
                os._exit(130)

        signal.signal(signal.SIGINT, again)
        raise KeyboardInterrupt

    def lost(unraisable: sys.UnraisableHookArgs) -> None:
        if not issubclass(unraisable.exc_type, KeyboardInterrupt):
            sys.__unraisablehook__(unraisable)
            return
        # It came while Python tidied up (a weak reference, __del__), and ended nothing: once more.
        signal.signal(signal.SIGINT, interrupt)
        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGALRM, interrupt)
            signal.setitimer(signal.ITIMER_REAL, 0.02)

    # Where it is ignored (nohup, a shell's background), it stays ignored.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, interrupt)
        sys.unraisablehook = lost


def _run_command_line(argv: list[str]) -> int:
    from prefect_migrate.cli import run

    return run(argv)


def _show_defect() -> None:
    import traceback

    traceback.print_exc()
    sys.stderr.write("prefect-migrate: error: failed inside; please report it with these lines\n")


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
