"""What the modules of a migration declare, found by looking at them.

A rule module names what it declares at its top: pages (``Rule``) and, for its engine, what runs.
There is no list of modules: those that stand in a migration's packages are its rule modules.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, TypeVar

from prefect_codemods.rule import Rule, registered

if TYPE_CHECKING:
    from prefect_codemods.python.context import Module

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


Codemod = Callable[["Module"], None]

ORDER: dict[str, tuple[str, ...]] = {
    "prefect_codemods.to_1.name_moves": (),
    "prefect_codemods.to_1.results": (),
    "prefect_codemods.to_1.executors": (),
    "prefect_codemods.to_1.tasks": (),
    "prefect_codemods.to_1.task_positions": ("prefect.tasks", "import prefect", "Client"),
    "prefect_codemods.to_1.agents": ("Agent",),
    "prefect_codemods.to_1.storage": (),
    "prefect_codemods.to_1.image_pins": (),
    "prefect_codemods.to_1.environments.sites": (),
    "prefect_codemods.to_1.flow": (),
    "prefect_codemods.to_1.attributes": (),
    "prefect_codemods.to_1.strings": (),
    "prefect_codemods.to_1.subprocesses": ("subprocess", "system", "popen"),
    "prefect_codemods.to_1.settings": ("PREFECT__", "set_temporary_config", "_require", "config."),
}
"""Modules with a ``migrate(module)``, and words: a text with none of them is no business of the
codemod, which then isn't even imported. Moved names come first: later codemods ask for imports and
must see where the existing ones go."""


def codemods(text: str = "") -> list[Codemod]:
    """The codemods that a Python text may need, in the order in which they plan.

    For the empty text those that any text may need.
    """
    needed = [n for n, words in ORDER.items() if not words or any(word in text for word in words)]
    return [import_module(name).migrate for name in needed]


@cache
def rules() -> dict[str, Rule]:
    """All rules by code; imports every module of the package."""
    import prefect_codemods

    for found in pkgutil.walk_packages(prefect_codemods.__path__, "prefect_codemods."):
        if ".runner" not in found.name:
            import_module(found.name)
    return registered()
