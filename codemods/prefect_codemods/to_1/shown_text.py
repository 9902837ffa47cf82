"""Texts that Python shows to people: what is printed, logged or raised is not run."""

from __future__ import annotations

from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst

_SHOWS = frozenset(
    (
        *("print", "echo", "secho", "style", "write", "fail", "skip", "exit", "SystemExit", "Exit"),
        *("log", "debug", "info", "warn", "warning", "error", "exception", "critical"),
    )
)
"""Functions and methods that show a text to people."""


def is_shown(module: Module, arg: cst.CSTNode | None) -> bool:
    """Whether ``arg`` is given to something that shows it, as ``print`` and exceptions do."""
    call = module.tree.parent(arg) if isinstance(arg, cst.Arg) else None
    if not isinstance(call, cst.Call):
        return False
    func = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
    name = func.value if isinstance(func, cst.Name) else ""
    return name in _SHOWS or name.endswith(("Error", "Exception", "Warning"))
