"""Which dotted names a release has, and what its classes take."""

from __future__ import annotations

import ast
import importlib
import inspect
from pathlib import Path
from typing import Any

import prefect

_ROOT = Path(prefect.__file__).parent.parent


def exist(paths: list[str]) -> dict[str, bool]:
    """For each dotted path whether the release has it."""
    return {path: _exists(path) for path in paths}


def parameters(paths: list[str]) -> dict[str, list[str]]:
    """For each class that the release has, its parameters in order, star ones left out."""
    found = {}
    for path in paths:
        held = _resolve(path)
        if isinstance(held, type):
            taken = list(inspect.signature(held.__init__).parameters.values())[1:]
            found[path] = [p.name for p in taken if p.kind is p.POSITIONAL_OR_KEYWORD]
    return found


def _exists(path: str) -> bool:
    try:
        return _resolve(path) is not None or _assigned(path)
    except ImportError:
        # The package wants an extra that isn't installed: its source says what it would hold.
        return _written(path)


def _resolve(path: str) -> Any:
    """What ``path`` names, ``None`` where the release has no such thing.

    Raises ``ImportError`` for a module that can't be imported without an extra.
    """
    parts = path.split(".")
    held: Any = None
    for count, part in enumerate(parts):
        name = ".".join(parts[: count + 1])
        if held is None or inspect.ismodule(held):
            found = _module(name)
            held = getattr(held, part, None) if found is None else found
        else:
            held = getattr(held, part, None)
        if held is None:
            return None
    return held


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not name.startswith(error.name):
            raise
        return None


def _assigned(path: str) -> bool:
    """Whether ``path`` is an attribute that its class gives to each instance."""
    home, _, name = path.rpartition(".")
    holder = _resolve(home)
    return isinstance(holder, type) and f"self.{name} = " in inspect.getsource(holder)


def _written(path: str) -> bool:
    """Whether the source of the module that holds ``path`` binds its last part."""
    module, _, name = path.rpartition(".")
    place = _ROOT.joinpath(*module.split("."))
    for file in (place / "__init__.py", place.with_suffix(".py")):
        if file.is_file() and name in _bound(ast.parse(file.read_text("utf-8"))):
            return True
    whole = _ROOT.joinpath(*path.split("."))
    return whole.is_dir() or whole.with_suffix(".py").is_file()


def _bound(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            names.add(node.name)
        elif isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return names
