"""The migrated view of one side: its code as the codemods would write it, made once for a text.

Every comparison of two sides looks at such views: a side that only did by hand what the codemods
do has changed nothing of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from prefect_codemods import api
from prefect_codemods.findings import Rewritten
from prefect_codemods.options import Agent, Options
from prefect_migrate.conflicts.lines import matching_lines
from prefect_migrate.documents import programs, reading
from prefect_migrate.documents.region import splice_regions
from prefect_migrate.model import Refusal, Source, split_lines
from prefect_migrate.reconcile import lost_imports
from prefect_migrate.reconcile.result import Span
from prefect_migrate.settings import Settings

VIEWS = 32
"""How many views are kept: a merge looks at no more at a time."""


@lru_cache(maxsize=VIEWS)
def migrated_code(text: str, language: str, options: Options) -> Rewritten | Refusal:
    """Code after the codemods, or why they can't read it."""
    try:
        if language == "python":
            return lost_imports.rewrite_with_imports(text, options)
        return api.rewrite(text, language, options)
    except Refusal as refusal:
        return refusal


def for_agent(options: Options, agent: Agent | None) -> Options:
    """The options with the kind of agent that the other side runs on, where the user named none."""
    return options if options.agent is not None else replace(options, agent=agent)


@dataclass(frozen=True, slots=True)
class MigratedVariant:
    """Code after the codemods: its text, their rules, and where each line stood before.

    ``at[i]`` is where line ``i`` stood before the codemods, ``None`` for a new one; a run of lines
    ``[i, j)`` came from the lines ``[starts[i], ends[j])``.
    """

    text: str
    rules: tuple[str, ...]
    at: tuple[int | None, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, text: str, options: Options, agent: Agent | None) -> MigratedVariant:
        """The view for ``agent``; code that the codemods can't read stays as it is."""
        found = migrated_code(text, "python", for_agent(options, agent))
        if isinstance(found, Refusal):
            return cls.plain(text)
        rules = tuple(sorted({c.rule for c in found.changes}))
        code = options.migration.equivalence().for_agent(found.text, text, agent)
        return cls._mapped(text, code, rules)

    @classmethod
    def plain(cls, text: str) -> MigratedVariant:
        """Code as it is."""
        return cls._mapped(text, text, ())

    @classmethod
    def _mapped(cls, before: str, after: str, rules: tuple[str, ...]) -> MigratedVariant:
        old, new = split_lines(before), split_lines(after)
        at: list[int | None] = [None] * len(new)
        starts, ends = [0] * (len(new) + 1), [len(old)] * (len(new) + 1)
        i1 = j1 = 0
        for i2, j2, size in [*matching_lines(old, new), (len(old), len(new), 0)]:
            starts[j1:j2], ends[j1 + 1 : j2 + 1] = [i1] * (j2 - j1), [i2] * (j2 - j1)
            i1, j1 = i2 + size, j2 + size
            at[j2:j1] = starts[j2:j1] = range(i2, i1)
            ends[j2 + 1 : j1 + 1] = range(i2 + 1, i1 + 1)
        starts[len(new)], ends[0] = len(old), 0
        return cls(after, rules, tuple(at), tuple(starts), tuple(ends))

    @property
    def runs(self) -> list[Span]:
        """The stretches of lines that the codemods wrote."""
        found: list[Span] = []
        for line, at in enumerate(self.at):
            if at is not None:
                continue
            if found and found[-1][1] == line:
                found[-1] = found[-1][0], line + 1
            else:
                found.append((line, line + 1))
        return found

    def before(self, span: Span) -> Span:
        """The lines before the codemods that became the lines of ``span``."""
        if span[0] == span[1]:
            return self.starts[span[0]], self.starts[span[0]]
        return self.starts[span[0]], self.ends[span[1]]


def migrated_document(
    path: str, text: str, settings: Settings
) -> tuple[str, tuple[str, ...]] | None:
    """A document after the codemods, and their rules; ``None`` if it can't be read."""
    if not settings.codemods.migration.prefilter().mentions(text):
        return text, ()
    pairs, rules = [], set()
    try:
        regions = reading.document_regions(Source(path, text), settings.codemods.migration)
    except Refusal:
        return None
    for region, found in zip(
        regions, programs.migrate_regions(regions, settings.codemods), strict=True
    ):
        if isinstance(found, Refusal):
            return None
        pairs.append((region, found.text))
        rules |= {change.rule for change in found.changes}
    return splice_regions(text, pairs), tuple(sorted(rules))
