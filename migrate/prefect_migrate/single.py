"""Few files, one after the other in this process: quick to start, and open to a person's choices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from prefect_migrate.model import Outcome, Refusal, Source
from prefect_migrate.settings import Settings

if TYPE_CHECKING:
    from prefect_migrate.conflicts.choices import Choice


def choices(path: str) -> Mapping[str, Choice]:
    """What a person decided, from a file; none for the empty path.

    Raises ``ChoicesError``.
    """
    if not path:
        return {}
    from prefect_migrate.conflicts.choices import read

    return read(Path(path))


def outcomes(
    paths: Sequence[str], settings: Settings, decided: Mapping[str, Choice]
) -> Iterator[Outcome]:
    """Migrate the files below and among ``paths``; nothing is written."""
    from prefect_migrate.bulk import discovery, scan
    from prefect_migrate.bulk.one import migrate_file

    listing = discovery.discover(paths, scan.WORDS)
    for candidate in scan.candidates(listing):
        if not decided:
            yield migrate_file(candidate.path, settings)
            continue
        try:
            data = Path(candidate.path).read_bytes()
        except OSError as error:
            reason = f"could not be read: {error.strerror or error}"
            yield Outcome.refused(Source(candidate.path, ""), Refusal(reason))
            continue
        yield migrate_bytes(data, candidate.path, settings, decided)


def migrate_bytes(
    data: bytes, path: str, settings: Settings, decided: Mapping[str, Choice]
) -> Outcome:
    """Migrate a file's bytes; ``path`` is for display and for the kind of document."""
    if not decided:
        from prefect_migrate.bulk.one import migrate_bytes

        return migrate_bytes(data, path, settings)
    from prefect_migrate.git.resolve import resolve
    from prefect_migrate.reconcile.survey import gather

    try:
        source = Source.decode(data, path)
    except Refusal as refusal:
        return Outcome.refused(Source(path, ""), refusal)
    base = gather({Path(path): source}, settings).get(Path(path))
    return resolve(source, settings, base, decided)


def written(found: Iterable[Outcome]) -> Iterator[Outcome]:
    """The same outcomes, each changed file on the disk when its outcome comes out."""
    from prefect_migrate.journal import Journal
    from prefect_migrate.writing import write

    with Journal() as journal:
        for outcome in found:
            source = outcome.source
            try:
                if outcome.changed:
                    before, after = source.encode(source.text), source.encode(outcome.text)
                    write(Path(source.path), after, before=before, journal=journal)
                yield outcome
            except Refusal as refusal:
                yield Outcome.refused(source, refusal)
