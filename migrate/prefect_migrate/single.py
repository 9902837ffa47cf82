"""One file or text: nothing more is started than it needs, and a person's choices are put in."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from prefect_migrate.model import Outcome, Source
from prefect_migrate.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from prefect_migrate.conflicts.base import BaseFound
    from prefect_migrate.conflicts.choices import Choice
    from prefect_migrate.pipeline import Decide


def with_decisions(path: str) -> Decide | None:
    """What a person decided, from the file ``path``. Raises ``ChoicesError``.

    ``None`` for the empty path.
    """
    if not path:
        return None
    from prefect_migrate.conflicts.choices import read_choices

    return partial(_with_choices, read_choices(Path(path)))


def _with_choices(
    choices: Mapping[str, Choice],
    source: Source,
    settings: Settings,
    base: BaseFound | None,
    role: str,
) -> Outcome:
    from prefect_migrate.git.resolve import resolve_with_choices

    return resolve_with_choices(source, settings, base, choices, role)


def unconcerned_outcome(path: str, settings: Settings) -> Outcome | None:
    """The outcome of a file that no rule concerns; ``None`` for one that a worker must see."""
    from prefect_migrate.bulk import scan
    from prefect_migrate.pipeline import migrate_file

    if scan.rules_concern(path, settings.codemods.migration.prefilter()):
        return None
    return migrate_file(path, settings)


def migrate_bytes(
    data: bytes,
    path: str,
    settings: Settings,
    decide: Decide | None = None,
    timeout: float | None = None,
) -> Outcome:
    """Migrate a file's bytes; ``path`` is for display and for the kind of document.

    With a ``timeout``, in seconds, it happens in a process of its own: what crashes there, or
    takes longer, is a refusal.
    """
    from prefect_migrate.bulk import scan
    from prefect_migrate.pipeline import migrate_file

    migrate = partial(migrate_file, data=data, decide=decide)
    if timeout is None or not scan.rules_concern(
        path, settings.codemods.migration.prefilter(), data
    ):
        return migrate(path, settings, "")
    from prefect_migrate.bulk.workers import Job, Workers

    (done,) = Workers(settings, 1, timeout, migrate).run([Job(path, len(data), heavy=True)])
    return done.outcome
