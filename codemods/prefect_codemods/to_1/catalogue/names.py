"""Names that moved or went between Prefect 0.x and 1.4.1."""

from __future__ import annotations

import json
import pkgutil
from dataclasses import dataclass
from functools import cache

from prefect_codemods.release import Release

SCHEDULES = frozenset(("OneTimeSchedule", "UnionSchedule"))
"""Classes of schedules that are written anew, not moved."""


@dataclass(frozen=True, slots=True)
class Name:
    """One row of ``names.json``.

    ``old`` and ``new`` are dotted paths (``new`` empty: nothing takes its place); ``removed`` is
    the first release without ``old`` (empty: 1.4.1 still has it).
    """

    old: str
    new: str
    removed: str
    deprecated: str
    kind: str
    action: str
    note: str

    def available(self, target: Release) -> bool:
        """Whether the newest release that ``target`` means has ``new``.

        A name was deprecated in the release that brought its successor.
        """
        return not self.deprecated or target.reaches(_release(self.deprecated))


_release = cache(Release.parse)


@cache
def known_names() -> dict[str, Name]:
    """All rows by their old path."""
    # importlib.resources would do the same, with zipfile and more behind it.
    rows = json.loads(pkgutil.get_data(__package__, "names.json") or b"")
    return {
        row["old"]: Name(
            row["old"],
            row["new"] or "",
            row["removed_in"] or "",
            row["deprecated_in"] or "",
            row["kind"],
            row["action"],
            row["note"] or "",
        )
        for row in rows
    }


STABLE = frozenset(
    (
        *("Flow", "task", "Task", "Parameter", "case", "tags", "context", "config", "Client"),
        *("mapped", "unmapped", "flatten", "apply_map", "resource_manager"),
    )
)
"""Names that every release lets one import from ``prefect`` itself, as far as it has them."""


@cache
def removed_modules() -> dict[str, Name]:
    """The packages and modules that 1.x no longer has, with all that stood below them.

    ``prefect.engine.executors`` counts: 1.x only lets its four classes be imported from there.
    """
    return {
        row.old: row
        for row in known_names().values()
        if row.kind == "module" and (row.removed or row.old == "prefect.engine.executors")
    }


def removed_module(path: str) -> Name | None:
    """The outermost removed module that ``path`` is, or stands below; ``None`` for other paths.

    What stands below a package that moved counts as below the package that it stood in.
    """
    found = None
    parts = path.split(".")
    for length in range(2, len(parts) + 1):
        row = removed_modules().get(".".join(parts[:length]))
        if row is not None and (found is None or row.action != found.action):
            found = row
    return found


def known_part(path: str) -> Name | None:
    """The row of the longest part of ``path`` that names a class, function or value."""
    while path.count("."):
        row = known_names().get(path)
        if row is not None and row.kind not in {"module", "attribute"}:
            return row
        path = path.rpartition(".")[0]
    return None


def is_old(path: str) -> bool:
    """Whether 1.x has nothing under ``path``, or another name for it."""
    row = known_names().get(path)
    if row is not None and row.kind != "attribute":
        return bool(row.removed or row.deprecated)
    return known_part(path) is not None or removed_module(path) is not None


@cache
def _exported() -> frozenset[tuple[str, str]]:
    paths = {*known_names(), *(row.new for row in known_names().values())}
    return frozenset((path.rpartition(".")[0], path.rpartition(".")[2]) for path in paths)


def has_name(module: str, name: str) -> bool:
    """Whether some release lets ``from module import *`` bind ``name``, as far as rows tell.

    The new names count too: what was migrated is read again by a second run.
    """
    return (module, name) in _exported() or (module == "prefect" and name in STABLE)


def environment_class(path: str) -> str:
    """The environment class that a dotted path names, ``""`` for any other path."""
    row = known_names().get(path)
    if row is not None and row.action == "structural" and path.endswith("Environment"):
        return path.rpartition(".")[2]
    return ""
