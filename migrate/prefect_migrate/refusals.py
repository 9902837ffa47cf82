"""Files that can't be read or migrated, and what is said of them."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from prefect_codemods.size_limits import LimitError
from prefect_migrate.model import Refusal
from prefect_migrate.regular_files import UnreadableError, read_whole

_LEFT = "it was not changed"
_DIGITS = 4300  # Python's own limit (sys.get_int_max_str_digits)


def read_source(path: str) -> bytes:
    """The bytes of a file to migrate. Raises ``Refusal`` where they can't be read, or are too many."""
    try:
        return read_whole(path)
    except UnreadableError as error:
        raise Refusal(str(error)) from None


def refusal_of(error: Exception) -> Refusal:
    """The refusal for whatever went wrong in the work on one file: so no other file is stopped."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, LimitError):
        return Refusal(str(error))
    if isinstance(error, RecursionError):
        return Refusal("nested too deeply", help=_LEFT)
    if isinstance(error, MemoryError):
        return Refusal(f"needs more memory than {_memory_limit()}", help="try again with --jobs 1")
    if isinstance(error, UnicodeEncodeError):
        return Refusal("holds a lone surrogate, which no text can hold", help=_LEFT)
    if isinstance(error, ValueError) and "integer string conversion" in str(error):
        return Refusal(f"holds an integer of more than {_DIGITS:,} digits", help=_LEFT)
    cause = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return Refusal(
        f"a fault of prefect-migrate: {cause.splitlines()[0]}{_failing_line(error.__traceback__)}",
        help="the file was not changed; please report it",
    )


def _memory_limit() -> str:
    """How much of it this process may take."""
    try:
        import resource

        most, _ = resource.getrlimit(resource.RLIMIT_AS)
    except (ImportError, OSError):
        most = -1
    return "there is" if most < 0 else f"the {most / (1 << 30):.1f} GiB of one worker process"


def _failing_line(trace: TracebackType | None) -> str:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    return f" in {Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno}"
