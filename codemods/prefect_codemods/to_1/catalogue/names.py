"""Names that moved or went between Prefect 0.x and 1.4.1."""

from __future__ import annotations

import json
import pkgutil
from dataclasses import dataclass
from functools import cache

from prefect_codemods.release import Release


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
        return not self.deprecated or target.reaches(Release.parse(self.deprecated))


@cache
def table() -> dict[str, Name]:
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


@cache
def _exported() -> frozenset[tuple[str, str]]:
    return frozenset((old.rpartition(".")[0], old.rpartition(".")[2]) for old in table())


def exports(module: str, name: str) -> bool:
    """Whether a 0.x release let ``from module import *`` bind ``name``, as far as rows tell."""
    return (module, name) in _exported()
