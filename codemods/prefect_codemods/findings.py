"""What a codemod did, and what it leaves to a person."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum


class Level(str, Enum):
    """How much a diagnostic matters.

    ``note`` informs and asks nothing; ``manual`` is left for a person to do;
    ``error`` is left too, and the code breaks or fails silently on 1.x until it is done.
    """

    NOTE = "note"
    MANUAL = "manual"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Change:
    """One edit that a rule made; ``line`` and ``column`` are 1-based, in characters of the input."""

    rule: str
    message: str
    line: int
    column: int = 1


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing a rule found and did not edit; ``help`` says what to do, in one sentence.

    ``line`` and ``column`` are 1-based, in characters of the input.
    """

    rule: str
    message: str
    line: int
    column: int = 1
    level: Level = Level.MANUAL
    help: str = ""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The result of running the codemods over one text.

    ``text`` equals the input where ``changes`` is empty. ``job_templates`` are the paths, as
    written in the source, of YAML files that the migrated code reads as Kubernetes job templates.
    """

    text: str
    changes: tuple[Change, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    job_templates: tuple[str, ...] = field(default=())

    def moved(self, lines: int, columns: int = 0) -> Rewritten:
        """The same findings seen from a file in which this text starts ``lines`` further down."""
        return replace(
            self,
            changes=tuple(
                replace(c, line=c.line + lines, column=c.column + columns) for c in self.changes
            ),
            diagnostics=tuple(
                replace(d, line=d.line + lines, column=d.column + columns) for d in self.diagnostics
            ),
        )


class Refusal(Exception):
    """A text that is left as it is: what is wrong, where (1-based, characters), and what to do."""

    def __init__(self, message: str, line: int = 1, column: int = 1, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
        self.help = help
