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

from prefect_codemods.migration import Migration, known_migrations
from prefect_codemods.rule import Rule
from prefect_codemods.rule_codes import declared_rules, load_rules

T = TypeVar("T")


@cache
def rule_modules(package: str) -> tuple[ModuleType, ...]:
    """The modules of ``package``, imported, in the order of their names; none of those below it."""
    root = import_module(package)
    found = pkgutil.iter_modules(root.__path__, f"{package}.")
    return tuple(import_module(module.name) for module in found if not module.ispkg)


def find_declared(packages: Sequence[str], kind: type[T]) -> tuple[T, ...]:
    """What the modules of ``packages`` declare of one kind, each once."""
    found: dict[int, T] = {}
    for package in packages:
        for module in rule_modules(package):
            for value in vars(module).values():
                if isinstance(value, kind):
                    found.setdefault(id(value), value)
    return tuple(found.values())


def known_rules(*migrations: Migration) -> dict[str, Rule]:
    """The rules of ``migrations`` by code, of all known ones unless some are named.

    Those of the codemods themselves (codes from PM900 on) are always among them.
    """
    packages = [p for m in migrations or known_migrations() for p in m.rules.packages]
    return load_rules(
        rule
        for package in ("prefect_codemods", *packages)
        for rule in declared_rules(package, below=False)
    )
