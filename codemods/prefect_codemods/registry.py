"""What the modules of a migration declare, found by looking at them.

A rule module names what it declares at its top: pages (``Rule``) and, for its engine, what runs.
There is no list of modules: those that stand in a migration's packages are its rule modules.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TypeVar

from prefect_codemods.rule import Rule, registered

T = TypeVar("T")


@cache
def modules(package: str) -> tuple[ModuleType, ...]:
    """The modules of ``package``, imported, in the order of their names; none of those below it."""
    home = import_module(package)
    found = pkgutil.iter_modules(home.__path__, f"{package}.")
    return tuple(import_module(module.name) for module in found if not module.ispkg)


def declared(packages: Sequence[str], kind: type[T]) -> tuple[T, ...]:
    """What the modules of ``packages`` declare of one kind, each once."""
    found: dict[int, T] = {}
    for package in packages:
        for module in modules(package):
            for value in vars(module).values():
                if isinstance(value, kind):
                    found.setdefault(id(value), value)
    return tuple(found.values())


@cache
def rules() -> dict[str, Rule]:
    """All rules by code; imports every module of the package."""
    import prefect_codemods

    for found in pkgutil.walk_packages(prefect_codemods.__path__, "prefect_codemods."):
        if ".runner" not in found.name:
            import_module(found.name)
    return registered()
