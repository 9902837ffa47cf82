"""Which other files of the tree import a name from a module, so that it must not go silently.

Asked only where a codemod is about to take a name away: then git (or a walk, outside of a
repository) finds the files that hold the word, and the parser tells which of them import it.
"""

from __future__ import annotations

import ast
import os
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from prefect_codemods.findings import Refusal
from prefect_codemods.python.syntax import parse_ast
from prefect_migrate.git_process import GitError, find_top, run_in_repository
from prefect_migrate.regular_files import UnreadableError, read_regular

_LARGEST = 2_000_000
MOST_FILES = 50_000
"""How many Python files are looked into outside of a repository; of folders twice as many."""
_INDEXED = 2_000
"""How many files' words are held in memory."""
_FOREIGN = (".git", "pyvenv.cfg", "conda-meta")
"""What says of a folder that it is another project, or an installed Python."""


@dataclass(frozen=True)
class ImportingFiles:
    """Says of a name in the module at ``path`` why another file needs it there."""

    path: str

    def __call__(self, name: str) -> str:
        """A sentence with the path of such a file; ``""`` where there is none."""
        own = Path(os.path.realpath(self.path))
        if own.suffix != ".py" or not own.is_file():
            return ""
        root = find_top(str(own.parent)) or str(_outermost_package(own.parent))
        module = _Module(own, own.parent if own.name == "__init__.py" else own.with_suffix(""))
        for found in module.possible_importers(root, name):
            if found != own and module.gives(name, found):
                return f"`{found.relative_to(root).as_posix()}` imports it from here"
        if _files_with(root, name)[1]:
            return ""
        return f"`{root}` holds too many files to see whether one imports it from here"


@dataclass(frozen=True)
class _Module:
    """A module by its file, and by the path that its dotted names follow."""

    file: Path
    place: Path

    def possible_importers(self, root: str, name: str) -> Sequence[Path]:
        """The files below ``root`` that say ``name``, and the module where they must say it."""
        files, _ = _files_with(root, name)
        # ``from . import name`` in a package doesn't say the package's name.
        if self.file.name == "__init__.py":
            return files
        if not self.place.name.isidentifier() or len(files) > _INDEXED:
            return [f for f in files if self.place.name in _file_text(f)]
        return _files_by_words(root, name).get(self.place.name, ())

    def gives(self, name: str, other: Path) -> bool:
        """Whether ``other`` takes ``name`` from this module."""
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
    for known in (
        _files_with,
        _files_by_words,
        _python_files,
        _imported_modules,
        _file_text,
        _parsed_file,
    ):
        known.cache_clear()


@cache
def _files_with(root: str, name: str) -> tuple[tuple[Path, ...], bool]:
    """The Python files below ``root`` that hold the word ``name``, and whether all were searched."""
    if find_top(root) == root:
        options = ("--untracked", "--no-color", "--threads=1", "-l", "-z", "-a", "-w", "-F")
        try:
            found = run_in_repository(root, "grep", *options, "-e", name, "--", "*.py")
        except GitError:
            found = None
        if found is not None and found.code in (0, 1):
            return tuple(Path(root, path) for path in found.text.split("\0")[:-1]), True
    word = re.compile(rf"(?<![0-9A-Za-z_]){re.escape(name)}(?![0-9A-Za-z_])".encode())
    files, is_all = _python_files(root)
    return tuple(path for path in files if word.search(_file_bytes(path))), is_all


@cache
def _files_by_words(root: str, name: str) -> dict[str, list[Path]]:
    """The files that hold the word ``name`` by all their words.

    A run over many files asks for each of them which others import from it.
    """
    found: dict[str, list[Path]] = {}
    for path in _files_with(root, name)[0]:
        for word in {*_WORD.findall(_file_text(path))}:
            found.setdefault(word, []).append(path)
    return found


_WORD = re.compile(r"\w+")


@cache
def _python_files(root: str) -> tuple[list[Path], bool]:
    """The Python files below ``root``, the nearest first, and whether these are all."""
    found: list[Path] = []
    folders = deque([root])
    for _ in range(2 * MOST_FILES):
        if not folders or len(found) > MOST_FILES:
            break
        inner, files = _folder_content(folders.popleft())
        folders.extend(inner)
        found.extend(files)
    return found[:MOST_FILES], not folders and len(found) <= MOST_FILES


def _folder_content(folder: str) -> tuple[list[str], list[Path]]:
    """The folders of the project in a folder, and its Python files."""
    folders, files = [], []
    try:
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.is_dir(follow_symlinks=False):
                    if not _is_foreign(entry.path, entry.name):
                        folders.append(entry.path)
                elif entry.name.endswith(".py"):
                    files.append(Path(entry.path))
    except OSError:
        pass  # not for this user to look into
    return folders, files


def _is_foreign(folder: str, name: str) -> bool:
    if name.startswith(".") or name in ("node_modules", "site-packages", "__pycache__"):
        return True
    return any(os.path.lexists(f"{folder}/{sign}") for sign in _FOREIGN)


def _outermost_package(folder: Path) -> Path:
    """The folder that holds the outermost package in which ``folder`` lies."""
    while (folder / "__init__.py").is_file() and folder.parent != folder:
        folder = folder.parent
    return folder


@lru_cache(maxsize=512)
def _file_text(path: Path) -> str:
    return _file_bytes(path).decode("utf-8", "replace")


def _file_bytes(path: Path) -> bytes:
    """The bytes of a file; none where it can't be read: then it tells nothing."""
    try:
        return read_regular(str(path), _LARGEST)
    except UnreadableError:
        return b""


@lru_cache(maxsize=512)
def _parsed_file(path: Path) -> ast.Module | None:
    try:
        return parse_ast(_file_text(path))
    except Refusal:
        return None
