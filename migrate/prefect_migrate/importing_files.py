"""Which other files of the tree import a name from a module, so that it must not go silently.

Asked only where a codemod is about to take a name away: then git (or a walk, outside of a
repository) finds the files that hold the word, and the parser tells which of them import it.
"""

from __future__ import annotations

import ast
import os
import re
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from prefect_codemods.findings import Refusal
from prefect_codemods.python.syntax import parse_ast
from prefect_migrate.git_process import GitError, find_top, run_in_repository
from prefect_migrate.model import Source
from prefect_migrate.regular_files import UnreadableError, read_regular

_LARGEST = 2_000_000
MOST_FILES = 50_000
"""How many Python files are looked into outside of a repository; of folders twice as many."""
_INDEXED = 2_000
"""Of how many files the words are held in memory, and how many words of them, for all names."""
_MOST_WORDS = 500_000
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)+")
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
        own = self.place.name
        words = _indexed_words.by_word(root, name) if own.isidentifier() else None
        if words is None:
            return [path for path in files if own.encode() in _file_bytes(path)]
        return words.get(own, ())

    def gives(self, name: str, other: Path) -> bool:
        """Whether ``other`` takes ``name`` from this module."""
        uses = _file_uses(other)
        return (
            any(self._is(place) for taken in (name, "*") for place in uses.imported.get(taken, ()))
            or any(self._is(place) for place in uses.attributes.get(name, ()))
            or any(self._is(path) for path in uses.paths.get(name, ()))
        )

    def _is(self, place: _Place) -> bool:
        """Whether a dotted path, or the place that a relative one stands for, is this module."""
        if isinstance(place, Path):
            return place == self.place
        return bool(place) and self.place.parts[-len(place) :] == place


_Place = tuple[str, ...] | Path
"""What an import names: dotted parts, or the place that a relative one stands for."""


@dataclass
class _FileUses:
    """What a file takes from where, by the name that it takes; next to nothing beside its tree."""

    imported: dict[str, set[_Place]] = field(default_factory=dict)
    """``from place import name``."""
    attributes: dict[str, set[_Place]] = field(default_factory=dict)
    """``module.name`` of a module that the file imports."""
    paths: dict[str, set[tuple[str, ...]]] = field(default_factory=dict)
    """Texts that are dotted paths, as ``mock.patch`` takes them."""


@lru_cache(maxsize=4096)
def _file_uses(other: Path) -> _FileUses:
    found = _FileUses()
    for text in _texts_of_file(other):
        with suppress(Refusal):
            _add_uses(parse_ast(text), other, found)
    return found


def _texts_of_file(other: Path) -> list[str]:
    """The text of a file; of one with conflicts both sides."""
    text = _file_bytes(other).decode("utf-8-sig", "replace")
    if "<<<<<<<" not in text:
        return [text]
    from prefect_migrate.conflicts import parse_conflicts

    try:
        conflicted = parse_conflicts(Source(str(other), text), unmerged=True)
    except Refusal:
        return [text]
    return [conflicted.variant("ours").text, conflicted.variant("theirs").text]


def _add_uses(tree: ast.Module, other: Path, found: _FileUses) -> None:
    modules: dict[tuple[str, ...], set[_Place]] = {}
    nodes = list(ast.walk(tree))
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                parts = tuple(alias.name.split("."))
                modules.setdefault((alias.asname,) if alias.asname else parts, set()).add(parts)
        elif (
            isinstance(node, ast.ImportFrom) and (place := _imported_place(node, other)) is not None
        ):
            for alias in node.names:
                found.imported.setdefault(alias.name, set()).add(place)
                below = place / alias.name if isinstance(place, Path) else (*place, alias.name)
                modules.setdefault((alias.asname or alias.name,), set()).add(below)
    longest = max(map(len, modules), default=0)
    for node in nodes:
        if isinstance(node, ast.Attribute):
            for place in modules.get(_name_chain(node.value, longest), ()):
                found.attributes.setdefault(node.attr, set()).add(place)
        elif isinstance(node, ast.Constant) and _is_dotted(node.value):
            *above, name = str(node.value).split(".")
            found.paths.setdefault(name, set()).add(tuple(above))


def _is_dotted(value: object) -> bool:
    return isinstance(value, str) and _DOTTED.fullmatch(value) is not None


def _imported_place(node: ast.ImportFrom, other: Path) -> _Place | None:
    """What ``node`` imports from; ``None`` where there are not so many folders."""
    parts = tuple((node.module or "").split(".")) if node.module else ()
    if not node.level:
        return parts
    if node.level > len(other.parents):
        return None
    return other.parents[node.level - 1].joinpath(*parts)


def _name_chain(node: ast.expr, longest: int) -> tuple[str, ...]:
    """The names of ``a.b.c``, as long as it has no more of them than ``longest``."""
    names: list[str] = []
    while isinstance(node, ast.Attribute) and len(names) < longest:
        names.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ()
    return (node.id, *reversed(names))


def forget_files() -> None:
    """Look at the files anew: another run begins, and they may have changed."""
    for known in (_files_with, _python_files, _file_uses, _file_bytes):
        known.cache_clear()
    _indexed_words.clear()


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


class _IndexedWords:
    """The files that hold a word by all their words, as far as there is memory for them.

    A run over many files asks for each of them which others import from it.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], dict[str, list[Path]] | None] = {}
        self._count = 0

    def by_word(self, root: str, name: str) -> dict[str, list[Path]] | None:
        """The files below ``root`` that hold ``name``; ``None`` where they say too much."""
        if (root, name) not in self._known:
            self._known[root, name] = self._read(_files_with(root, name)[0])
        return self._known[root, name]

    def _read(self, files: Sequence[Path]) -> dict[str, list[Path]] | None:
        if len(files) > _INDEXED:
            return None
        found: dict[str, list[Path]] = {}
        count = self._count
        for path in files:
            words = {*_WORD.findall(_file_bytes(path).decode("utf-8", "replace"))}
            count += len(words)
            if count > _MOST_WORDS:
                return None
            for word in words:
                found.setdefault(word, []).append(path)
        self._count = count
        return found

    def clear(self) -> None:
        """Let go of all."""
        self._known.clear()
        self._count = 0


_indexed_words = _IndexedWords()
_WORD = re.compile(r"\w{1,200}")


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


@lru_cache(maxsize=64)
def _file_bytes(path: Path) -> bytes:
    """The bytes of a file; none where it can't be read: then it tells nothing."""
    try:
        return read_regular(str(path), _LARGEST)
    except UnreadableError:
        return b""
