"""Moves Prefect 0.x flows to 1.x, and resolves merge conflicts between the two.

As a library::

    from prefect_migrate import migrate_text

    outcome = migrate_text(text, path="flow.py")
    print(outcome.text, outcome.changes, outcome.diagnostics)

All that stands in ``__all__`` is stable: see the README. It is imported when it is asked for.
"""

from __future__ import annotations

TYPE_CHECKING = False  # Without the 5 ms that typing takes.

if TYPE_CHECKING:
    from prefect_codemods.options import Options
    from prefect_codemods.release import Release
    from prefect_migrate.library import migrate_file, migrate_paths, migrate_text, render
    from prefect_migrate.model import (
        Base,
        Change,
        Decision,
        Diagnostic,
        Grade,
        Level,
        Outcome,
        Refusal,
        Remaining,
        Source,
    )
    from prefect_migrate.settings import Settings

__version__ = "0.1.0"

__all__ = [
    "Base",
    "Change",
    "Decision",
    "Diagnostic",
    "Grade",
    "Level",
    "Options",
    "Outcome",
    "Refusal",
    "Release",
    "Remaining",
    "Settings",
    "Source",
    "__version__",
    "migrate_file",
    "migrate_paths",
    "migrate_text",
    "render",
]

_MODULES = {
    "Options": "prefect_codemods.options",
    "Release": "prefect_codemods.release",
    "Settings": "prefect_migrate.settings",
    "migrate_file": "prefect_migrate.library",
    "migrate_paths": "prefect_migrate.library",
    "migrate_text": "prefect_migrate.library",
    "render": "prefect_migrate.library",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_MODULES.get(name, "prefect_migrate.model")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
