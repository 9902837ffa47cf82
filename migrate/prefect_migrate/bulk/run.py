"""One run over many files: find, migrate, guard, write."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from prefect_codemods.rule import Kind, rule
from prefect_migrate.bulk import discovery, gitfiles, scan
from prefect_migrate.bulk.discovery import Listing, SearchNote
from prefect_migrate.bulk.scan import Candidate
from prefect_migrate.git_process import GitError
from prefect_migrate.model import Diagnostic, Level, Outcome, Refusal, Source
from prefect_migrate.settings import Settings

if TYPE_CHECKING:
    from prefect_migrate.bulk.cache import Cache
    from prefect_migrate.bulk.workers import Job, TimedOutcome
    from prefect_migrate.config import Files
    from prefect_migrate.conflicts.base import BaseFound
    from prefect_migrate.journal import Journal
    from prefect_migrate.pipeline import Decide

UNCOMMITTED = rule(
    "PM930",
    "uncommitted-changes",
    Kind.MANUAL,
    since="0.1",
    what="Skips files that a directory search found and that have uncommitted changes.",
    why="You could not tell the tool's changes from your own. Files that you name, and unmerged "
    "ones, are always migrated.",
    advice="Commit or stash the changes first, or pass --allow-dirty.",
)
_TEMPLATES = (".yaml", ".yml")


def usable_cores() -> int:
    """How many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a run goes about it; none of it changes what a file becomes.

    ``jobs`` is the number of worker processes (0: the cores at hand), ``timeout`` the seconds
    that one file may take, ``since`` a revision: only what differs from it is looked at.
    ``conflicted`` takes only the files that hold conflicts.
    """

    jobs: int = 0
    timeout: float = 60.0
    cache: bool = True
    allow_dirty: bool = False
    since: str | None = None
    conflicted: bool = False


@dataclass(slots=True)
class Run:
    """A run over ``paths``; iterate over it once to make it happen.

    ``decide`` takes the files that may hold conflicts, where a person decided something.

    Yields an outcome for every file that matters, in an order that depends on the paths alone:
    first the files that may name others (Python, pages), then YAML, so that a job template is
    read as one. With ``writes`` a changed file is on the disk when its outcome comes out. When the
    iteration ends, by itself or by an exception, nothing goes on in the background.
    """

    paths: Sequence[str]
    settings: Settings = field(default_factory=Settings)
    files: Files | None = None
    run_options: RunOptions = field(default_factory=RunOptions)
    writes: bool = False
    decide: Decide | None = None
    notes: list[SearchNote] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    candidates: int = 0
    _listing: Listing | None = None
    _cache: Cache | None = None
    _journal: Journal | None = None
    _walked: set[str] = field(default_factory=set)
    _asked: set[str] = field(default_factory=set)
    _dirty: set[str] = field(default_factory=set)
    _unsure: bool = False

    def total(self) -> int:
        """How many files matter; known when the first outcome is out."""
        return self.candidates

    def scanned(self) -> int:
        """How many files were looked at; to be asked after the run."""
        return self._listing.count() if self._listing else 0

    def __iter__(self) -> Iterator[Outcome]:
        """Raises ``DiscoveryError`` for paths and revisions that can't be started from."""
        run_options = self.run_options
        prefilter = self.settings.codemods.migration.prefilter()
        listing = discovery.discover_files(
            self.paths,
            scan.search_words(prefilter),
            self.files,
            since=run_options.since,
            words_beside=prefilter.words_beside,
        )
        self._listing, self.notes = listing, listing.notes
        known = self._known if self._caches else None
        found = list(scan.find_candidates(listing, known, prefilter))
        if run_options.conflicted:
            found = [candidate for candidate in found if _holds_conflicts(candidate)]
        if not found:
            return
        self.candidates = len(found)
        self._walked.update(candidate.path for candidate in found if not candidate.named)
        try:
            yield from self._migrated(found)
        finally:
            # Also where whoever asks stops early: what was found to need nothing stays known.
            if self._cache is not None:
                self._cache.save()
            if self._journal is not None:
                self._journal.close()

    def _migrated(self, found: list[Candidate]) -> Iterator[Outcome]:
        from prefect_migrate.bulk.workers import Job, Workers
        from prefect_migrate.pipeline import migrate_file

        migrate = partial(migrate_file, bases=self._bases(found), decide=self.decide)
        every = [Job(c.path, c.size, heavy=c.hit) for c in found]
        jobs = [job for job in every if not job.path.endswith(_TEMPLATES)]
        templates = {job.path: job for job in every if job.path.endswith(_TEMPLATES)}
        count = min(self.run_options.jobs or usable_cores(), len(found))
        workers = Workers(self.settings, count, self.run_options.timeout, migrate)
        for job, done in zip(jobs, workers.run(jobs), strict=True):
            outcome = self._finish(job, done)
            for path, role in self._related(outcome, templates):
                templates[path] = replace(templates.get(path, Job(path)), role=role)
            yield outcome
        second = [templates[path] for path in sorted(templates)]
        for job, done in zip(second, workers.run(second), strict=True):
            yield self._finish(job, done)

    def _bases(self, found: list[Candidate]) -> Mapping[Path, BaseFound]:
        """What is known of the ancestors of the conflicted files, all looked up together."""
        marked = {
            Path(c.path): source for c in found if c.marked and (source := _marked_source(c.path))
        }
        if not marked:
            return {}
        from prefect_migrate.reconcile.bases_and_direction import gather_bases

        return gather_bases(marked, self.settings)

    def _finish(self, job: Job, done: TimedOutcome) -> Outcome:
        outcome = done.outcome
        path = outcome.source.path
        self.seconds[path] = done.seconds
        if self._caches and not job.role and not outcome.changed:
            self._known_files().learn(outcome, outcome.source.encode(outcome.source.text))
        if not self.writes or not outcome.changed:
            return outcome
        if self._guarded(path):
            has = "may have" if self._unsure else "has"
            finding = Diagnostic(
                UNCOMMITTED.code,
                f"skipped: it {has} uncommitted changes",
                1,
                level=Level.MANUAL,
                help="commit or stash them first, or pass --allow-dirty",
            )
            return Outcome(outcome.source, outcome.source.text, diagnostics=(finding,))
        return self._write(outcome)

    def _write(self, outcome: Outcome) -> Outcome:
        from prefect_migrate.journal import Journal
        from prefect_migrate.writing import write_file

        source = outcome.source
        if self._journal is None:
            self._journal = Journal()
        path, before, after = source.path, source.encode(source.text), source.encode(outcome.text)
        try:
            write_file(Path(path), after, before=before, journal=self._journal)
            self.written.append(path)
        except Refusal as refusal:
            return Outcome.refused(source, refusal)
        except KeyboardInterrupt:
            # It may have come between the two lines.
            if path not in self.written[-1:] and Path(path).read_bytes() == after:
                self.written.append(path)
            raise
        return outcome

    def _guarded(self, path: str) -> bool:
        if self.run_options.allow_dirty or path not in self._walked:
            return False
        if path not in self._asked:
            # All at once: git looks at the whole repository each time.
            unasked = self._walked - self._asked
            self._asked |= unasked
            try:
                self._dirty |= gitfiles.uncommitted_files(unasked)
            except GitError as error:
                self.notes.append(
                    SearchNote(path, f"git can't say which files have uncommitted changes: {error}")
                )
                self._dirty |= unasked
                self._unsure = True
        return path in self._dirty

    def _related(self, outcome: Outcome, templates: dict[str, Job]) -> Iterator[tuple[str, str]]:
        """The files that ``outcome`` depends on, by the paths that the run knows them by."""
        known = {os.path.realpath(path): path for path in templates} if outcome.related else {}
        beside = os.path.dirname(outcome.source.path)
        for related in outcome.related:
            places = (os.path.join(beside, related.path), related.path)
            real = next((os.path.realpath(p) for p in places if os.path.isfile(p)), None)
            if real is None:
                reason = f"the {related.role} that it names does not exist: {related.path}"
                self.notes.append(SearchNote(outcome.source.path, reason))
                continue
            if real in known:
                yield known[real], related.role
                continue
            path = _relative_path(real)
            if why := discovery.why_foreign(real, outcome.source.path, self.paths, self.files):
                reason = f"the {related.role} that {outcome.source.path} names {why}"
                self.notes.append(SearchNote(path, f"{reason}; name it to have it migrated"))
                continue
            self._walked.add(path)
            yield path, related.role

    @property
    def _caches(self) -> bool:
        """Whether files are known from earlier runs; not what a person decides of them."""
        return self.run_options.cache and self.decide is None

    def _known(self, path: str, data: bytes) -> bool:
        return self._known_files().known(path, data)

    def _known_files(self) -> Cache:
        if self._cache is None:
            from prefect_migrate.bulk.cache import Cache

            self._cache = Cache(self.settings)
        return self._cache


def _relative_path(path: str) -> str:
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative


def _marked_source(path: str) -> Source | None:
    """The file where it may hold conflict markers; ``None`` for others, and what can't be read."""
    from prefect_migrate.refusals import read_source

    try:
        data = read_source(path)
        return Source.decode(data, path) if b"<<<<<<<" in data else None
    except Refusal:
        return None  # whoever migrates the file says what is wrong with it


def _holds_conflicts(candidate: Candidate) -> bool:
    """Whether a file holds conflicts, well formed or not; one that can't be read may."""
    if not candidate.marked:
        return False
    from prefect_migrate.conflicts import parse_conflicts
    from prefect_migrate.refusals import read_source

    try:
        data = read_source(candidate.path)
        if b"<<<<<<<" not in data:
            return False
        return bool(parse_conflicts(Source.decode(data, candidate.path)).conflicts)
    except Refusal:
        return True
