"""The tool as a library: typed functions that print nothing and, but for ``write``, touch nothing.

What is imported from ``prefect_migrate`` itself is stable; see the README for what that means.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from prefect_migrate.model import Outcome, Refusal, Source
from prefect_migrate.option_table import Format
from prefect_migrate.settings import Settings


def migrate_text(text: str, path: str = "flow.py", settings: Settings | None = None) -> Outcome:
    """Migrate one text; ``path`` tells the kind of document and stands in messages.

    ``text`` keeps its line ends, so read files with ``newline=""``. Nothing is written, and
    nothing is raised for a text that can't be migrated: see ``Outcome.refusal``.

    It runs in the caller's thread and has no time limit: a text of some megabytes may take a
    minute. Give texts that you don't trust to ``migrate_paths``, which has a ``timeout`` for each
    file and refuses what takes longer, or run it in a process that you can end.

    >>> outcome = migrate_text("from prefect.environments.storage import S3\\n")
    >>> outcome.text
    'from prefect.storage import S3\\n'
    >>> [change.rule for change in outcome.changes]
    ['PM110']
    """
    from prefect_migrate.pipeline import migrate_source

    source = Source(path, text.removeprefix("\ufeff"), text.startswith("\ufeff"))
    return migrate_source(source, settings or Settings(), alone=True)


def migrate_file(
    path: str | os.PathLike[str], settings: Settings | None = None, *, write: bool = False
) -> Outcome:
    """Migrate one file. With ``write`` a changed file is written, at once and whole.

    Nothing is raised for a file that can't be read, migrated or written: see ``Outcome.refusal``.

    >>> outcome = migrate_file("etl/flow.py")  # doctest: +SKIP
    >>> outcome.changed, len(outcome.diagnostics)  # doctest: +SKIP
    (True, 1)
    """
    from prefect_migrate import pipeline
    from prefect_migrate.writing import write_file as write_bytes

    outcome = pipeline.migrate_file(os.fspath(path), settings or Settings())
    if write and outcome.changed:
        source = outcome.source
        try:
            write_bytes(Path(path), source.encode(outcome.text), before=source.encode(source.text))
        except Refusal as refusal:
            return Outcome.refused(source, refusal)
    return outcome


def migrate_paths(
    paths: Sequence[str | os.PathLike[str]],
    settings: Settings | None = None,
    *,
    write: bool = False,
    jobs: int = 0,
    timeout: float = 60.0,
    since: str | None = None,
    allow_dirty: bool = False,
) -> Iterator[Outcome]:
    """Migrate files and directories; outcomes come one by one, as the run goes on.

    Only files that matter have an outcome. With ``write`` a changed file is on the disk when its
    outcome comes out, and ``prefect-migrate undo`` takes the run back. ``jobs`` are worker
    processes (0: one per core), ``timeout`` the seconds that one file may take, ``since`` a
    revision: only what differs from it is looked at. Files with uncommitted changes are skipped
    unless ``allow_dirty``. Raises ``DiscoveryError`` for paths and revisions that can't be
    started from.

    >>> for outcome in migrate_paths(["flows/"]):  # doctest: +SKIP
    ...     print(outcome.source.path, len(outcome.changes))
    """
    from prefect_migrate.bulk.run import Run, RunOptions

    run_options = RunOptions(jobs, timeout, cache=False, allow_dirty=allow_dirty, since=since)
    names = [os.fspath(path) for path in paths]
    yield from Run(names, settings or Settings(), run_options=run_options, writes=write)


def render(
    outcomes: Iterable[Outcome], report_format: Format = "json", *, write: bool = False
) -> Iterator[str]:
    """``outcomes`` as a report, piece by piece; together the pieces are the report.

    ``write`` says whether the changed files were written.

    >>> outcome = migrate_text("prefect agent start docker\\n", "run.sh")
    >>> print("".join(render([outcome], "github")))  # doctest: +ELLIPSIS
    ::notice file=run.sh,line=1,col=15,...title=PM301::...
    """
    from prefect_migrate import reports
    from prefect_migrate.reports.interface import Tally

    report, tally = reports.report(report_format), Tally(written=write)
    for outcome in outcomes:
        tally = tally.plus(outcome)
        if piece := report.outcome(outcome):
            yield piece
    if piece := report.end(tally):
        yield piece
