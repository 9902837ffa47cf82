"""The codemods for Python, and the order in which they plan."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prefect_codemods.python.context import Module

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
    "prefect_codemods.to_1.unbound_names": (),
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
