"""Which other files of the tree import a name from a module, so that it must not go silently.

Asked only where a codemod is about to take a name away: then git (or a walk, outside of a
repository) finds the files that hold the word, and the parser tells which of them import it.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path

from prefect_codemods.findings import Refusal
from prefect_codemods.python.syntax import parse_ast
from prefect_migrate.git_process import GitError, find_top, run_in_repository
from prefect_migrate.regular_files import UnreadableError, read_regular

_LARGEST = 2_000_000
_WALKED = 5_000
"""How many Python files are looked into outside of a repository."""


@dataclass(frozen=True)
class ImportingFiles:
    """Says of a name in the module at ``path`` which other file imports it from there."""

    path: str

    def __call__(self, name: str) -> str:
        """The path of such a file, relative to the tree; ``""`` where there is none."""
        own = Path(os.path.realpath(self.path))
        if own.suffix != ".py" or not own.is_file():
            return ""
        root = find_top(str(own.parent)) or str(_outermost_package(own.parent))
        module = _Module(own, own.parent if own.name == "__init__.py" else own.with_suffix(""))
        for found in _files_with(root, name):
            if found != own and module.gives(name, found):
                return found.relative_to(root).as_posix()
        return ""


@dataclass(frozen=True)
class _Module:
    """A module by its file, and by the path that its dotted names follow."""

    file: Path
    place: Path

    def gives(self, name: str, other: Path) -> bool:
        """Whether ``other`` takes ``name`` from this module."""
        # ``from . import name`` in a package doesn't say the package's name.
        if self.file.name != "__init__.py" and self.place.name not in _file_text(other):
            return False
        tree = _parsed_file(other)
        return tree is not None and any(
            self._taken(node, name, other) for node in _possible_uses(tree)
        )

    def _taken(self, node: ast.AST, name: str, other: Path) -> bool:
        if isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names}
            return self._is(_imported_place(node, other)) and bool(names & {name, "*"})
        if isinstance(node, ast.Attribute):
            return node.attr == name and self._is_named(node.value, other)
        value = node.value if isinstance(node, ast.Constant) else None
        return (
            isinstance(value, str)
            and value.endswith(f".{name}")
            and self._is(tuple(value.split(".")[:-1]))
        )

    def _is(self, parts: tuple[str, ...] | Path) -> bool:
        """Whether a dotted path, or the place that a relative one stands for, is this module."""
        if isinstance(parts, Path):
            return parts == self.place
        return bool(parts) and self.place.parts[-len(parts) :] == parts

    def _is_named(self, node: ast.expr, other: Path) -> bool:
        """Whether ``node`` is a name or a chain that stands for this module in ``other``."""
        chain = tuple(_name_chain(node))
        return bool(chain) and any(self._is(p) for p in _imported_modules(other).get(chain, ()))


def _imported_place(node: ast.ImportFrom, other: Path) -> tuple[str, ...] | Path:
    """What ``node`` imports from: dotted parts, or the place below the folder of ``other``."""
    parts = tuple((node.module or "").split(".")) if node.module else ()
    if not node.level:
        return parts
    return other.parents[node.level - 1].joinpath(*parts)


@lru_cache(maxsize=512)
def _imported_modules(other: Path) -> dict[tuple[str, ...], list[tuple[str, ...] | Path]]:
    """The modules that ``other`` imports, by the name or the chain that it reaches them by."""
    found: dict[tuple[str, ...], list[tuple[str, ...] | Path]] = {}
    tree = _parsed_file(other)
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.Import):
            for alias in node.names:
                parts = tuple(alias.name.split("."))
                found.setdefault((alias.asname,) if alias.asname else parts, []).append(parts)
        elif isinstance(node, ast.ImportFrom):
            home = _imported_place(node, other)
            for alias in node.names:
                below = home / alias.name if isinstance(home, Path) else (*home, alias.name)
                found.setdefault((alias.asname or alias.name,), []).append(below)
    return found


def _name_chain(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Attribute):
        yield from _name_chain(node.value)
        yield node.attr
    elif isinstance(node, ast.Name):
        yield node.id


def _possible_uses(tree: ast.Module) -> Iterator[ast.AST]:
    kinds = (ast.ImportFrom, ast.Attribute, ast.Constant)
    return (node for node in ast.walk(tree) if isinstance(node, kinds))


def forget_files() -> None:
    """Look at the files anew: another run begins, and they may have changed."""
    for known in (_files_with, _imported_modules, _file_text, _parsed_file):
        known.cache_clear()


@cache
def _files_with(root: str, name: str) -> tuple[Path, ...]:
    """The Python files below ``root`` that hold the word ``name``."""
    if find_top(root) == root:
        options = ("--untracked", "--no-color", "--threads=1", "-l", "-z", "-a", "-w", "-F")
        try:
            found = run_in_repository(root, "grep", *options, "-e", name, "--", "*.py")
        except GitError:
            found = None
        if found is not None and found.code in (0, 1):
            return tuple(Path(root, path) for path in found.text.split("\0")[:-1])
    word = re.compile(rf"\b{re.escape(name)}\b")
    files = islice(sorted(_walk_files(root)), _WALKED)
    return tuple(path for path in files if word.search(_file_text(path)))


def _walk_files(root: str) -> Iterator[Path]:
    for above, folders, files in os.walk(root):
        folders[:] = [f for f in folders if not f.startswith(".") and f != "node_modules"]
        yield from (Path(above, file) for file in files if file.endswith(".py"))


def _outermost_package(folder: Path) -> Path:
    """The folder that holds the outermost package in which ``folder`` lies."""
    while (folder / "__init__.py").is_file() and folder.parent != folder:
        folder = folder.parent
    return folder


@lru_cache(maxsize=512)
def _file_text(path: Path) -> str:
    """The text of a file; none where it can't be read: then it tells nothing."""
    try:
        return read_regular(str(path), _LARGEST).decode("utf-8", "replace")
    except UnreadableError:
        return ""


@lru_cache(maxsize=512)
def _parsed_file(path: Path) -> ast.Module | None:
    try:
        return parse_ast(_file_text(path))
    except Refusal:
        return None
