"""What the caller of the codemods may choose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from prefect_codemods.migration import Migration, default_migration
from prefect_codemods.release import Release

Agent = Literal["kubernetes", "docker", "local", "ecs", "vertex", "universal"]


def imported_nowhere(name: str) -> str:
    """No other file imports anything."""
    return ""


@dataclass(frozen=True, slots=True)
class Options:
    """Choices that only the user can make.

    ``agent`` names the kind of agent that runs the flows; ``since`` is the release the code was
    written for, ``None`` where it isn't known; ``target`` is the release to reach, ``None``
    for the one that ``migration`` leads to. ``select`` and ``ignore`` hold rule codes or their
    prefixes, the longer prefix wins. ``rejected`` holds the ids of fixes that a person does not
    want (``Change.id``). ``imported_by`` says of a name in the module at hand why another file
    needs it there (``""``: none does).

    >>> from prefect_migrate import Options, Release
    >>> Options(agent="kubernetes", since=Release.parse("0.13")).since
    Release(major=0, minor=13, patch=None)
    """

    agent: Agent | None = None
    since: Release | None = None
    target: Release | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    unsafe_fixes: bool = False
    rejected: frozenset[str] = frozenset()
    migration: Migration = field(default_factory=default_migration)
    imported_by: Callable[[str], str] = field(default=imported_nowhere, repr=False)

    @property
    def target_release(self) -> Release:
        """The release to migrate to."""
        return self.target or self.migration.target

    def enabled(self, code: str) -> bool:
        """Whether the rule ``code`` is on."""
        chosen = max((len(p) for p in self.select if code.startswith(p)), default=-1)
        barred = max((len(p) for p in self.ignore if code.startswith(p)), default=-1)
        if not self.select:
            chosen = 0
        return chosen > barred
