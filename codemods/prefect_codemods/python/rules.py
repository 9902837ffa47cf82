"""What a migration tells the Python engine: its codemods, their order, and what they look for."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from prefect_codemods import registry
from prefect_codemods.knowledge import Catalogue
from prefect_codemods.migration import Migration
from prefect_codemods.prefilter import OWN_COMMENT

if TYPE_CHECKING:
    from prefect_codemods.python.context import Module


@dataclass(frozen=True, slots=True)
class Codemod:
    """What a module of Python rules does: ``plan`` plans the edits of one text.

    ``after`` are the names of modules whose plans it must see. A text without any of the ``words``
    isn't shown to it; without words every text is.

    The rest is for texts that use nothing but stable names of the library: what the codemod looks
    for in them beside these. ``attributes`` are names behind a dot, ``keywords`` those of
    arguments, ``positional`` how many positional arguments a call of a name may have at most,
    ``text`` a regular expression.
    """

    plan: Callable[[Module], None]
    after: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    positional: Mapping[str, int] = field(default_factory=dict)
    text: str = ""

    @property
    def name(self) -> str:
        """The name of its module."""
        return self.plan.__module__.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Triggers:
    """What makes a Python text the business of any codemod; see ``Codemod`` and ``Catalogue``."""

    library: str
    old: Container[str]
    stable_names: Mapping[str, frozenset[str]]
    stable_modules: tuple[str, ...]
    stable_attributes: frozenset[str]
    attributes: frozenset[str]
    keywords: frozenset[str]
    positional: Mapping[str, int]
    text: re.Pattern[str]


@cache
def ordered_codemods(migration: Migration) -> tuple[Codemod, ...]:
    """All codemods of ``migration``, each behind those that it must see.

    Raises ``ValueError`` where they wait for each other.
    """
    waiting = {c.name: c for c in registry.find_declared(migration.rules.python, Codemod)}
    ordered: list[Codemod] = []
    while waiting:
        ready = [c for c in waiting.values() if not waiting.keys() & set(c.after)]
        if not ready:
            raise ValueError(f"these codemods wait for each other: {', '.join(sorted(waiting))}")
        ordered.append(ready[0])
        del waiting[ready[0].name]
    return tuple(ordered)


def codemods_for(text: str, migration: Migration) -> list[Codemod]:
    """The codemods that may have something to do in ``text``, in the order in which they plan."""
    every, holds = ordered_codemods(migration), text.__contains__
    return [c for c in every if not c.words or any(map(holds, c.words))]


@cache
def joined_triggers(migration: Migration) -> Triggers:
    """What the codemods of ``migration`` look for, all together."""
    return triggers_of(migration.catalogue(), ordered_codemods(migration))


def triggers_of(known: Catalogue, every: Iterable[Codemod]) -> Triggers:
    """What some codemods look for, beside the old names of the catalogue."""
    every = tuple(every)
    moved = rf"\b{known.library}\.(?!(?:{'|'.join(known.stable_paths) or '(?!)'})\b)\w+\.\w+"
    texts = [moved, re.escape(OWN_COMMENT), *(c.text for c in every if c.text)]
    return Triggers(
        known.library,
        known.old_names(),
        known.stable_names,
        tuple(known.stable_names),
        known.stable_attributes,
        frozenset(name for c in every for name in c.attributes),
        frozenset(name for c in every for name in c.keywords),
        {name: most for c in every for name, most in c.positional.items()},
        re.compile(found_faster("|".join(texts))),
    )


def found_faster(pattern: str) -> str:
    """``pattern`` with each ``\\b`` before a letter behind it, where it says the same.

    An alternative that begins with a letter is passed at most places without being tried: a search
    for all of them takes a quarter of the time.
    """
    return re.sub(r"\\b([A-Za-z_])(?![*+?{])", r"\1(?<!\\w\1)", pattern)
