"""A migration as a value: from which release to which, and where all that is known of it stands.

The engines and the merge know a library through this value only. A chain of two migrations is a
migration.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module

from prefect_codemods.release import Release

TYPE_CHECKING = False  # typing isn't imported: a scan of many files asks here
if TYPE_CHECKING:
    from typing import Any

    from prefect_codemods.knowledge import Catalogue, Equivalence, ReleaseSigns
    from prefect_codemods.prefilter import Prefilter

MODULES = ("prefect_codemods.to_1.migration",)
"""The modules that hold a ``MIGRATION``, by the release that they lead to."""


@dataclass(frozen=True, slots=True)
class RulePackages:
    """The packages whose modules are the rules of a migration, by the engine that runs them."""

    python: tuple[str, ...] = ()
    shell: tuple[str, ...] = ()
    yaml: tuple[str, ...] = ()

    @property
    def packages(self) -> tuple[str, ...]:
        """All of them."""
        return self.python + self.shell + self.yaml

    def __add__(self, other: RulePackages) -> RulePackages:
        return RulePackages(
            self.python + other.python, self.shell + other.shell, self.yaml + other.yaml
        )


@dataclass(frozen=True)
class Migration:
    """What leads from ``source`` to ``target``.

    ``prefilter``, ``catalogue``, ``release_signs`` and ``equivalence`` are functions, so that a run with nothing
    to do loads none of these. ``stops`` are releases before the target that can be reached as well; ``steps`` are the
    migrations of a chain.
    """

    source: Release
    target: Release
    prefilter: Callable[[], Prefilter]
    catalogue: Callable[[], Catalogue]
    rules: RulePackages
    release_signs: Callable[[], ReleaseSigns]
    equivalence: Callable[[], Equivalence]
    stops: tuple[Release, ...] = ()
    steps: tuple[Migration, ...] = ()

    def then(self, following: Migration) -> Migration:
        """This migration, and ``following`` after it."""
        return Migration(
            source=self.source,
            target=following.target,
            prefilter=partial(_join_values, self.prefilter, following.prefilter),
            catalogue=partial(_join_values, self.catalogue, following.catalogue),
            rules=self.rules + following.rules,
            release_signs=partial(_join_values, self.release_signs, following.release_signs),
            equivalence=following.equivalence,
            stops=(*self.stops, self.target, *following.stops),
            steps=(*self.each, *following.each),
        )

    @property
    def each(self) -> tuple[Migration, ...]:
        """The single migrations of the chain, in their order."""
        return self.steps or (self,)

    @property
    def targets(self) -> tuple[Release, ...]:
        """The releases that can be reached; what is within one of them can be, too."""
        return (*self.stops, self.target)

    def leads_to(self, release: Release) -> bool:
        """Whether ``release`` can be reached."""
        return any(release.within(target) for target in self.targets)


def _join_values(first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    return first() + second()


@cache
def known_migrations() -> tuple[Migration, ...]:
    """All migrations of this package, each after the one that it goes on from."""
    return tuple(import_module(module).MIGRATION for module in MODULES)


def default_migration() -> Migration:
    """The migration that runs where nobody says from where or to where."""
    return known_migrations()[0]


def find_migration(since: Release | None, target: Release | None) -> Migration:
    """The migration, or the chain, that leads from ``since`` to ``target``.

    Without ``target`` it is the first one that ``since`` has still before it. Raises
    ``ValueError`` where there is none.
    """
    found: Migration | None = None
    for migration in known_migrations():
        if since is not None and since >= migration.target:
            continue
        found = migration if found is None else found.then(migration)
        if target is None or found.leads_to(target):
            return found
    targets = [str(release) for each in known_migrations() for release in each.targets]
    reached = f"the targets are {', '.join(targets)}"
    if since is not None and found is None:
        raise ValueError(f"no migration from Prefect {since}: {reached}")
    raise ValueError(f"no migration to Prefect {target}: {reached}")
