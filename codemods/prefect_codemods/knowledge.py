"""What is known of a library beyond the rules, in the form that engines and merge ask for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from prefect_codemods.release import Release
from prefect_codemods.task_graph import TaskGraphs

if TYPE_CHECKING:
    from prefect_codemods.options import Agent
    from prefect_codemods.python.textual_equivalence import Comparison


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Names of the library, and where they are.

    ``library`` is its top package. ``exports`` says whether ``from MODULE import *`` bound NAME in
    an old release, ``is_removed`` whether the release that is migrated to lacks a dotted name,
    ``is_old`` whether it lacks it or has another name for it.
    ``moved_paths`` matches dotted names in modules that moved, or where their successors are.
    ``lost_classes`` are the old classes, all of the module ``lost_classes_module``, that code uses without
    importing them once a merge took their import away. ``customary`` are names that the pages of
    the library use without their import, with what they stand for. ``setting_notes`` say what is known of a
    variable in a container that runs a program; ``canonical_link`` spells all links to a page of
    the documentation that moved alike. ``container_names`` maps what a container was called to
    what the same one is called since.
    """

    library: str
    exports: Callable[[str, str], bool]
    old_names: Callable[[], Collection[str]]
    stable_names: Mapping[str, frozenset[str]]
    stable_attributes: frozenset[str]
    stable_paths: tuple[str, ...]
    is_removed: Callable[[str], bool]
    is_old: Callable[[str], bool]
    moved_paths: re.Pattern[str]
    lost_classes_module: str = ""
    lost_classes: frozenset[str] = frozenset()
    customary: Mapping[str, str] = field(default_factory=dict)
    setting_notes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    canonical_link: Callable[[str], str] = lambda target: target
    container_names: Mapping[str, str] = field(default_factory=dict)

    def __add__(self, other: Catalogue) -> Catalogue:
        """What both know; of one library, the old names of this one come first."""
        return replace(
            self,
            exports=lambda module, name: self.exports(module, name) or other.exports(module, name),
            is_removed=lambda name: self.is_removed(name) or other.is_removed(name),
            is_old=lambda name: self.is_old(name) or other.is_old(name),
            setting_notes={**self.setting_notes, **other.setting_notes},
            canonical_link=lambda link: other.canonical_link(self.canonical_link(link)),
        )

    def setting_note(self, variable: str, words: Sequence[str]) -> str:
        """What is known of ``variable`` in a container that runs ``words``, ``""`` for nothing."""
        known = self.setting_notes
        return next((known[variable, word] for word in words if (variable, word) in known), "")

    def contains(self, module: str) -> bool:
        """Whether a module or another dotted name is the library's."""
        return module.partition(".")[0] == self.library


@dataclass(frozen=True, slots=True)
class Sign:
    """A pattern that only the releases from ``since`` on and before ``until`` are written with.

    ``code`` is false for links to documentation. ``shared``: later releases may write the same and
    mean something else.
    """

    what: str
    pattern: re.Pattern[str]
    code: bool = True
    shared: bool = field(default=False, kw_only=True)
    since: Release | None = None
    until: Release | None = None

    @property
    def releases(self) -> str:
        """The releases it holds for, in words."""
        first = "" if self.since is None else f"{self.since} or later"
        last = "" if self.until is None else f"before {self.until}"
        return ", ".join(filter(None, (first, last)))


@dataclass(frozen=True, slots=True)
class FoundSign:
    """A sign and how often it stands in a text, with the first match as it is written."""

    sign: Sign
    count: int
    example: str


def find_signs(text: str, signs: Iterable[Sign]) -> tuple[FoundSign, ...]:
    """The signs that stand in ``text``."""
    found: list[FoundSign] = []
    for sign in signs:
        matches = [match.group() for match in sign.pattern.finditer(text)]
        if matches:
            found.append(FoundSign(sign, len(matches), matches[0].strip()))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ReleaseSigns:
    """Signs of the release that a text is written for.

    ``signs`` are all of them, also those of images, requirements, commands and settings.
    ``boundaries`` are the releases before which, or from which on, a text is found to be written.
    ``older`` and ``newer`` are the signs of code before and after the migration.
    """

    signs: tuple[Sign, ...]
    boundaries: tuple[Release, ...]
    older: tuple[Sign, ...]
    newer: tuple[Sign, ...]

    def for_later_releases(self, text: str) -> bool:
        """Whether ``text`` is written for releases from the last boundary on, and for no others."""
        # Most texts that come here have one, and it is found sooner than that there is none; the last
        # signs hold for the most releases, and stand in the most texts.
        for sign in reversed(self.signs):
            if sign.until is not None and not sign.shared and sign.pattern.search(text):
                return False
        last = self.boundaries[-1]
        later = (s for s in self.signs if s.since is not None and s.since >= last)
        return any(sign.pattern.search(text) for sign in later)

    def __add__(self, other: ReleaseSigns) -> ReleaseSigns:
        """The signs of two migrations, one after the other."""
        return ReleaseSigns(
            tuple(dict.fromkeys(self.signs + other.signs)),
            tuple(sorted({*self.boundaries, *other.boundaries})),
            self.older + other.older,
            other.newer,
        )

    def in_older(self, text: str) -> tuple[FoundSign, ...]:
        """The signs of code before the migration."""
        return find_signs(text, self.older)

    def in_newer(self, text: str) -> tuple[FoundSign, ...]:
        """The signs of code after it."""
        return find_signs(text, self.newer)


@dataclass(frozen=True, slots=True)
class Equivalence:
    """When two pieces of migrated code mean the same.

    ``compare`` gets the newer and the older text; ``has_flows`` may say that nothing in a text can be
    equal but by its statements. ``agent_of`` is the kind of agent that code is
    for, if it is one; ``for_agent`` writes code that fits any agent for that kind, unless the
    original said so. A template may stand in a string, as the first of ``template_keywords``, and
    in a file that the second names. ``task_graphs`` reads the flows of a module to be drawn.
    """

    compare: Callable[[str, str], Comparison]
    has_flows: Callable[[str], bool] = lambda code: True
    agent_of: Callable[[str], Agent | None] = lambda code: None
    for_agent: Callable[[str, str, Agent | None], str] = lambda code, original, agent: code
    template_keywords: tuple[str, str] = ("", "")
    task_graphs: Callable[[str], TaskGraphs] = lambda text: TaskGraphs()
