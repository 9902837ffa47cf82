"""What one call of the command line asks for."""

from __future__ import annotations

from dataclasses import dataclass, field

from prefect_migrate.config import Files
from prefect_migrate.settings import Settings


@dataclass(frozen=True, slots=True)
class Request:
    """The command line, read and checked.

    ``paths`` stand as the user wrote them; ``-`` alone is standard input, which is taken to be
    the file ``stdin_filename``. ``verbosity`` is -1 (quiet), 0 or 1;
    ``color`` is ``auto``, ``always`` or ``never``; ``output_format`` names a report (``auto``:
    ``full`` on a terminal, else ``concise``);
    ``decisions`` names a file of choices by conflict id, ``html`` the file of a page, ``""`` where
    none was given; ``add`` stages what is fully resolved. The fields
    from ``jobs`` on say how directories are run over, see ``bulk.run.RunOptions``.
    ``mixed_by_git`` says that git merged another file wrongly without a conflict: that needs
    attention whatever becomes of the paths.
    """

    paths: tuple[str, ...]
    settings: Settings = field(default_factory=Settings)
    files: Files = field(default_factory=Files)
    diff: bool = False
    check: bool = False
    stdin_filename: str = "stdin.py"
    verbosity: int = 0
    color: str = "auto"
    output_format: str = "auto"
    decisions: str = ""
    html: str = ""
    add: bool = False
    jobs: int = 0
    timeout: float = 60.0
    cache: bool = True
    allow_dirty: bool = False
    conflicted: bool = False
    since: str | None = None
    statistics: bool = False
    mixed_by_git: bool = False

    @property
    def filters(self) -> bool:
        """Whether standard input goes to standard output."""
        return self.paths == ("-",)

    @property
    def writes(self) -> bool:
        """Whether the files are changed on the disk."""
        return not (self.diff or self.check)
