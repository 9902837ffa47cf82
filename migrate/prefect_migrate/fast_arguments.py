"""Paths, flags without a value and ``-jN``, which most calls consist of, read without Typer.

Typer takes four times as long to import as Python to start: more than half of what a hook spends
on a file with nothing to do. Whatever is not plain, wrong or asks for help is left to Typer.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from prefect_migrate.commands import COMMANDS

if TYPE_CHECKING:
    from prefect_migrate.request import Request

# Flag -> the field of Request that it sets, and to what.
FLAGS: dict[str, tuple[str, object]] = {
    "--diff": ("diff", True),
    "--check": ("check", True),
    "--quiet": ("verbosity", -1),
    "-q": ("verbosity", -1),
    "--verbose": ("verbosity", 1),
    "-v": ("verbosity", 1),
    "--allow-dirty": ("allow_dirty", True),
    "--conflicted": ("conflicted", True),
    "--cache": ("cache", True),
    "--no-cache": ("cache", False),
    "--statistics": ("statistics", True),
}


def read(argv: Sequence[str]) -> Request | None:
    """The request that ``argv`` (without the program's name) makes; ``None`` where Typer must look."""
    if not argv or argv[0] in COMMANDS:
        return None
    names: list[str] = []
    fields: dict[str, Any] = {}
    for word in argv:
        if not word.startswith("-"):
            names.append(word)
            continue
        if word.startswith("-j") and word[2:].isascii() and word[2:].isdigit():
            fields["jobs"] = int(word[2:])
            continue
        field, value = FLAGS.get(word, ("", None))
        if not field or (field == "verbosity" and fields.get(field, value) != value):
            return None
        fields[field] = value
    if not names or "" in names:
        return None
    if len(names[0]) > 2 and names[0].isidentifier() and not os.path.lexists(names[0]):
        return None  # perhaps a mistyped command
    from prefect_migrate import config
    from prefect_migrate.request import Request

    try:
        settings, files = config.load(tuple(names), {})
    except config.ConfigError:
        return None
    return Request(tuple(names), settings, files, **fields)
