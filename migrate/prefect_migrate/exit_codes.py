"""The exit codes of all commands: what each means, and what an outcome comes to."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prefect_migrate.model import Outcome


class ExitCode(IntEnum):
    """What the program says by its exit code; of several the highest counts."""

    meaning: str

    DONE = 0, "nothing left to do"
    LEFT = 1, "something would change (`--check`, `--diff`), or needs your attention"
    FAILED = (
        2,
        "wrong usage, an input that could not be read or migrated (it is left as it was), "
        "or an error inside this program",
    )
    DRIVER_FAILED = 129, "the merge driver failed: git keeps the file as it was"
    INTERRUPTED = 130, "Ctrl-C ended it"
    NO_READER = 141, "the program that reads its output has ended"

    def __new__(cls, value: int, meaning: str) -> ExitCode:
        """A code with what it means."""
        made = int.__new__(cls, value)
        made._value_ = value
        made.meaning = meaning
        return made

    @classmethod
    def of_signal(cls, number: int) -> int:
        """What a shell reports of a program that the signal ``number`` ended."""
        return 128 + number


def outcome_code(outcome: Outcome, writes: bool = True) -> ExitCode:
    """What one file comes to, in a run that ``writes`` or only looks."""
    if outcome.refusal:
        return ExitCode.FAILED
    left = outcome.left or (outcome.changed and not writes)
    return ExitCode.LEFT if left else ExitCode.DONE


def exit_code_table() -> str:
    """The table of the README."""
    rows = (f"| {code.value} | {code.meaning} |\n" for code in ExitCode)
    return "".join(("| code | meaning |\n|---|---|\n", *rows))
