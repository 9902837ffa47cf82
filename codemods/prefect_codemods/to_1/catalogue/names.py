"""Names that moved or went between Prefect 0.x and 1.4.1."""

from __future__ import annotations

import json
import pkgutil
from dataclasses import dataclass
from functools import cache

_LAST = {"0.14": (14, 22), "0.15": (15, 13)}


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

    def available(self, target: str) -> bool:
        """Whether the newest release of ``target`` (``0.14``, ``0.15``, ``1.x``) has ``new``.

        A name was deprecated in the release that brought its successor.
        """
        last = _LAST.get(target)
        if last is None or not self.deprecated:
            return True
        _, minor, patch = (int(part) for part in self.deprecated.split("."))
        return (minor, patch) <= last


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
