"""What an exception says of a file that could not be migrated."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from prefect_migrate.model import Refusal

_LEFT = "it is left as it is"
_DIGITS = 4300  # Python's own limit (sys.get_int_max_str_digits)


def refusal_of(error: Exception) -> Refusal:
    """The refusal for whatever went wrong in the work on one file: so no other file is stopped."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, RecursionError):
        return Refusal("nested too deeply", help=_LEFT)
    if isinstance(error, MemoryError):
        return Refusal("needs more memory than there is for one file", help=_LEFT)
    if isinstance(error, UnicodeEncodeError):
        return Refusal("holds a lone surrogate, which no text can hold", help=_LEFT)
    if isinstance(error, ValueError) and "integer string conversion" in str(error):
        return Refusal(f"holds an integer of more than {_DIGITS:,} digits", help=_LEFT)
    told = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return Refusal(
        f"a fault of prefect-migrate: {told.splitlines()[0]}{_place(error.__traceback__)}",
        help="the file is left as it is; please report it",
    )


def _place(trace: TracebackType | None) -> str:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    return f" in {Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno}"
