"""Moves Prefect 0.x flows to 1.x, and resolves merge conflicts between the two.

As a library::

    from prefect_migrate import migrate_text

    outcome = migrate_text(text, path="flow.py")
    print(outcome.text, outcome.changes, outcome.diagnostics)
"""

from __future__ import annotations

TYPE_CHECKING = False  # Without the 5 ms that typing takes.

if TYPE_CHECKING:
    from prefect_migrate.model import Outcome
    from prefect_migrate.settings import Settings

__all__ = ["__version__", "migrate_text"]

__version__ = "0.1.0"


def migrate_text(text: str, path: str = "flow.py", settings: Settings | None = None) -> Outcome:
    """Migrate one text; ``path`` tells the kind of document and stands in messages.

    ``text`` keeps its line ends, so read files with ``newline=""``. Nothing is written, and
    nothing is raised for a text that can't be migrated: see ``Outcome.refusal``.
    """
    from prefect_migrate.model import Source
    from prefect_migrate.pipeline import migrate
    from prefect_migrate.settings import Settings

    source = Source(path, text.removeprefix("\ufeff"), text.startswith("\ufeff"))
    return migrate(source, settings or Settings())
