"""What a codemod did, and what it leaves to a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TypeVar


class Level(str, Enum):
    """How much a diagnostic matters.

    ``note`` informs and asks nothing; ``manual`` is left for a person to do;
    ``error`` is left too, and the code breaks or fails silently on 1.x until it is done.

    >>> Level("note") is Level.NOTE
    True
    """

    NOTE = "note"
    MANUAL = "manual"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Change:
    """One edit that a rule made, and the code that it is about.

    Lines and columns are 1-based, in characters of the input; the end is exclusive, and
    ``end_line`` is 0 where it is not known. ``id`` is the same wherever the rule finds the same
    line, see ``suppressions.fix_id``.

    >>> from prefect_migrate import migrate_text
    >>> outcome = migrate_text("from prefect.environments.storage import S3\\n")
    >>> [(change.rule, change.line, change.message) for change in outcome.changes]
    [('PM110', 1, '`prefect.environments.storage.S3` moved to `prefect.storage.S3`')]
    """

    rule: str
    message: str
    line: int
    column: int = 1
    end_line: int = 0
    end_column: int = 0
    id: str = ""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing a rule found and did not edit; ``help`` says what to do, in one sentence.

    Lines and columns are 1-based, in characters of the input; the end is exclusive, and
    ``end_line`` is 0 where it is not known.

    >>> from prefect_migrate import migrate_text
    >>> outcome = migrate_text("from prefect.environments import *\\n")
    >>> [(found.rule, found.line, found.level) for found in outcome.diagnostics]
    [('PM251', 1, <Level.ERROR: 'error'>)]
    """

    rule: str
    message: str
    line: int
    column: int = 1
    level: Level = Level.MANUAL
    help: str = ""
    end_line: int = 0
    end_column: int = 0


Placed = TypeVar("Placed", Change, Diagnostic)


@dataclass(frozen=True, slots=True)
class NameMessage:
    """A message about one name: what it ``is``, ``was`` or ``has``, or where it moved to.

    Findings of one statement that say the same of several names are joined by these parts.
    """

    name: str
    verb: str
    rest: str

    @classmethod
    def moved(cls, old: str, new: str) -> NameMessage:
        """That ``old`` moved to ``new``."""
        return cls(old, "moved", new)

    @classmethod
    def unused(cls, path: str) -> NameMessage:
        """That the import of ``path`` goes."""
        return cls(path, "is", "no longer imported: nothing uses it")

    def __str__(self) -> str:
        if self.verb == "moved":
            return f"`{self.name}` moved to `{self.rest}`"
        return f"`{self.name}` {self.verb} {self.rest}"


def _no_columns(line: int) -> int:
    return 0


def relocate_finding(
    found: Placed, line: Callable[[int], int], columns: Callable[[int], int] = _no_columns
) -> Placed:
    """``found`` as seen from another text: each of its lines is the one that ``line`` gives.

    There it begins ``columns`` further to the right. An end that would come to stand before its
    start is no longer known.
    """
    first = line(found.line)
    last = line(found.end_line) if found.end_line else 0
    known = (first, found.column) <= (last, found.end_column)
    return replace(
        found,
        line=first,
        column=found.column + columns(found.line),
        end_line=last if known else 0,
        end_column=found.end_column + columns(found.end_line) if known else 0,
    )


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

    def reported(self) -> Iterator[tuple[str, int, int]]:
        """Rule, line and column of each change, and of each diagnostic that is more than a note."""
        for change in self.changes:
            yield change.rule, change.line, change.column
        for found in self.diagnostics:
            if found.level is not Level.NOTE:
                yield found.rule, found.line, found.column

    def relocated(
        self, line: Callable[[int], int], columns: Callable[[int], int] = _no_columns
    ) -> Rewritten:
        """The same findings seen from another text, as by ``relocate_finding``."""
        return replace(
            self,
            changes=tuple(relocate_finding(change, line, columns) for change in self.changes),
            diagnostics=tuple(relocate_finding(found, line, columns) for found in self.diagnostics),
        )


class Refusal(Exception):
    """A text that is left as it is: what is wrong, where (1-based, characters), and what to do.

    >>> from prefect_migrate import migrate_text
    >>> refusal = migrate_text("import prefect, (\\n").refusal
    >>> (refusal.line, refusal.column)
    (1, 17)
    """

    def __init__(self, message: str, line: int = 1, column: int = 1, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
        self.help = help
