"""Which files a run looks at.

Files that the user names are always taken. Of a folder in a git work tree, what git tracks and
finds the words in, and what it would track; of any other folder, what a walk finds that honours
``.gitignore``. Symbolic links are never followed by either.
"""

from __future__ import annotations

import contextlib
import os
from collections import namedtuple
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from prefect_codemods import document_kinds as kinds
from prefect_codemods.prefilter import default_prefilter
from prefect_migrate.bulk import gitfiles, ignore_patterns
from prefect_migrate.git_process import GitError, find_top
from prefect_migrate.regular_files import UnreadableError, read_regular

# Neither typing nor dataclasses is imported: together they take as long as 2,000 files.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from prefect_migrate.config import Files

# Folders of tools, caches, virtual environments and other people's code.
EXCLUDED = frozenset(
    {
        *(".git", ".hg", ".svn", ".bzr", ".git-rewrite"),
        *("__pycache__", "__pypackages__", ".mypy_cache", ".ruff_cache", ".pytest_cache"),
        *(".pytype", ".hypothesis", ".ipynb_checkpoints", ".cache", ".eggs", ".tox", ".nox"),
        *(".venv", "venv", "virtualenv", ".virtualenv", ".direnv", ".pyenv", ".conda"),
        *("site-packages", "dist-packages", "node_modules", "bower_components", ".pants.d"),
        *("vendor", "vendored", "_vendor", "third_party", "buck-out", "build", "dist"),
    }
)


# Bytes of a .gitignore.
_MOST_IGNORED = 1 << 20

# Not even a user's own exclusions open these.
_STORES = frozenset({".git", ".hg", ".svn", ".bzr"})


class DiscoveryError(Exception):
    """A revision or pattern that a run can't start from; the message is one line."""


if TYPE_CHECKING:
    from typing import NamedTuple

    class SearchNote(NamedTuple):
        """A file or folder that was passed, and why."""

        path: str
        reason: str

else:
    SearchNote = namedtuple("SearchNote", "path reason")


class Listing:
    """The files of a run in a stable order: the named ones, then the walked ones.

    ``matched`` are those of ``walked`` in which git found one of the words already; ``scripts``
    are those that count only if their first line says so, ``others`` those of no known kind, which
    count only if they hold conflict markers. ``trees`` are the folders that git searched.
    """

    def __init__(self, walked: Iterable[str] = ()) -> None:
        self.named: list[str] = []
        self.walked = list(walked)
        self.matched: set[str] = set()
        self.scripts: set[str] = set()
        self.others: set[str] = set()
        self.notes: list[SearchNote] = []
        self.trees: list[str] = []

    def count(self) -> int:
        """How many files the run looks at; asks git again, for it is only for show."""
        looked = {os.path.realpath(path) for path in (*self.named, *self.walked)}
        for folder in self.trees:
            real = os.path.join(os.path.realpath(folder), "")
            with contextlib.suppress(GitError):
                looked.update(real + below for below in gitfiles.searched_files(folder))
        return len(looked)


def discover_files(
    paths: Sequence[str],
    words: Sequence[str],
    files: Files | None = None,
    *,
    since: str | None = None,
    words_beside: Sequence[str] | None = None,
) -> Listing:
    """List the files below and among ``paths``; of those that git tracks, only what has ``words``.

    Git searches as fast as it lists, so there it is asked both at once, in any case of letters.
    ``since`` keeps what differs from that revision; a named file stays in any case, and so does a
    name that there is no file of: who opens it will tell. ``words_beside`` are words that may be
    something to do by themselves, outside of Python and where one of ``words`` stands anywhere;
    they are those of the default migration unless given. Raises ``DiscoveryError`` for a revision
    that git doesn't know.
    """
    if words_beside is None:
        words_beside = default_prefilter().words_beside
    listing = Listing()
    excluded = EXCLUDED if files is None or files.exclude is None else _STORES
    wanted = _file_filter(files, excluded, kinds.found_by_name)
    conflicts = _file_filter(files, excluded, kinds.may_hold_conflicts)
    seen: set[str] = set()
    folders = []
    for path in paths:
        if os.path.isdir(path):
            folders.append(path)
        elif not _seen_again(os.path.realpath(path), seen):
            listing.named.append(path)
    for folder in folders:
        prefix = "" if folder in (".", "./") else os.path.join(folder, "")
        real = os.path.join(os.path.realpath(folder), "")
        matched, inside = _files_inside(folder, words, words_beside, listing, since, excluded)
        for below in inside:
            # ``None``: a name without a suffix, of which the first line says what it is.
            verdict = wanted(real + below, below)
            other = verdict is False and conflicts(real + below, below)
            if (verdict is False and not other) or (
                len(paths) > 1 and _seen_again(real + below, seen)
            ):
                continue
            found = prefix + below
            listing.walked.append(found)
            if below in matched:
                listing.matched.add(found)
            if verdict is None:
                listing.scripts.add(found)
            if other:
                listing.others.add(found)
    return listing


def why_foreign(real: str, by: str, paths: Iterable[str], files: Files | None = None) -> str:
    """Why a run over ``paths`` has no business with the file ``real``, which the file ``by`` names.

    Empty where it has: below a path, beside ``by`` or in its repository, and not excluded there.
    """
    beside = os.path.dirname(os.path.realpath(by))
    root = find_top(beside)
    allowed = (*map(os.path.realpath, paths), root or beside)
    if not any(real.startswith(os.path.join(one, "")) for one in allowed):
        return "lies outside"
    patterns = _pattern_filter(files)
    if patterns is not None and patterns(real) is False:
        return "is excluded by the settings"
    if root is not None and gitfiles.is_ignored(real):
        return "is ignored by git"
    return ""


def _seen_again(path: str, seen: set[str]) -> bool:
    if path in seen:
        return True
    seen.add(path)
    return False


def _files_inside(
    folder: str,
    words: Sequence[str],
    words_beside: Sequence[str],
    listing: Listing,
    since: str | None,
    excluded: frozenset[str],
) -> tuple[Collection[str], Iterable[str]]:
    """Those files in which git found a word, and all files, relative to ``folder``, in order."""
    changed = _changed_since(folder, since)
    if gitfiles.work_tree(folder):
        notes: list[str] = []
        try:
            found = set(gitfiles.files_mentioning(folder, words, notes, "--untracked"))
            # Git doesn't look for untracked files in what is ignored, and takes all for untracked.
            more = gitfiles.tracked_files(folder, "--ignored", "--exclude-standard")
            # Where nothing at all speaks of the library, they are others' concern.
            if found and words_beside:
                more += _with_words_beside(folder, words_beside, found, notes)
        except GitError as error:
            listing.notes.append(SearchNote(folder, f"git did not search it: {error}"))
        else:
            listing.trees.append(folder)
            listing.notes.extend(SearchNote(folder, note) for note in dict.fromkeys(notes))
            every = sorted(found.union(more))
            return found, [p for p in every if changed is None or p in changed]
    walked = _walk_folder(folder, listing.notes, excluded)
    return (), walked if changed is None else (path for path in walked if path in changed)


def _with_words_beside(
    folder: str, words_beside: Sequence[str], found: set[str], notes: list[str]
) -> list[str]:
    """Add files that hold one of those words to ``found``; returns those that git wasn't asked about."""
    listed = gitfiles.tracked_files(folder, "--", *kinds.NOT_PYTHON)
    verdicts = {name: kinds.found_by_name(name) for name in listed}
    if True in verdicts.values():
        found.update(gitfiles.files_mentioning(folder, words_beside, notes, "--", *kinds.OTHERS))
    return [name for name, verdict in verdicts.items() if verdict is None]


def _changed_since(folder: str, since: str | None) -> set[str] | None:
    if since is None:
        return None
    try:
        return gitfiles.changed_since(folder, since)
    except GitError as error:
        raise DiscoveryError(f"--since {since}: {folder}: {error}") from None


def _file_filter(
    files: Files | None, excluded: frozenset[str], by_name: Callable[[str], bool | None]
) -> Callable[[str, str], bool | None]:
    """Whether a file is wanted, from its real path and that below the folder it was found in."""
    by_folder: dict[str, bool] = {"": True}

    def kept(folder: str) -> bool:
        if folder not in by_folder:
            above, _, name = folder.rpartition("/")
            by_folder[folder] = kept(above) and name not in excluded
        return by_folder[folder]

    patterns = _pattern_filter(files, by_name)

    def wanted(path: str, inside: str) -> bool | None:
        if not kept(inside.rpartition("/")[0]):
            return False
        if patterns is not None:
            return patterns(path)
        return by_name(path)

    return wanted


def _pattern_filter(
    files: Files | None, by_name: Callable[[str], bool | None] = kinds.found_by_name
) -> Callable[[str], bool | None] | None:
    if files is None or not (files.include or files.exclude or files.extend_exclude):
        return None
    root = os.path.join(os.path.realpath(files.root), "")
    exclusions = (*(files.exclude or ()), *files.extend_exclude)
    try:
        include = list(map(ignore_patterns.Pattern, files.include))
        exclude = list(map(ignore_patterns.Pattern, exclusions))
    except ValueError as error:
        raise DiscoveryError(f"include or exclude: {error}") from None
    any_name = not files.include

    def wanted(path: str) -> bool | None:
        if not path.startswith(root):
            return by_name(path)
        below = path[len(root) :].replace(os.sep, "/")
        if ignore_patterns.selects_file(exclude, below):
            return False
        return by_name(path) if any_name else ignore_patterns.selects_file(include, below)

    return wanted


def _walk_folder(folder: str, notes: list[SearchNote], excluded: frozenset[str]) -> Iterator[str]:
    """Files below ``folder``, honouring ``.gitignore`` files and passing ``excluded`` folders."""
    stack: list[tuple[str, tuple[_Ignore, ...]]] = [("", ())]
    while stack:
        inside, above = stack.pop()
        full = os.path.join(folder, inside) if inside else folder
        try:
            with os.scandir(full) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            notes.append(SearchNote(full, error.strerror or str(error)))
            continue
        names = {entry.name for entry in listed}
        # A virtual environment, whatever its name; the folder that the user named is searched.
        if inside and "pyvenv.cfg" in names:
            continue
        ignores = above
        if ".gitignore" in names:
            ignores = (*above, _Ignore(inside, os.path.join(full, ".gitignore"), notes))
        folders = []
        for entry in listed:
            path = f"{inside}/{entry.name}" if inside else entry.name
            if _is_ignored(path, entry, ignores):
                continue
            if entry.is_symlink():
                # A link may lead out of the folder, back into it, or in circles.
                notes.extend(_link_note(os.path.join(folder, path), folder))
                continue
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in excluded:
                    folders.append((path, ignores))
            elif entry.is_file(follow_symlinks=False):
                yield path
            elif kinds.found_by_name(path):
                notes.append(SearchNote(os.path.join(folder, path), "not a regular file"))
        # The stack gives the last one first: so folders come in the order of their names.
        stack.extend(reversed(folders))


def _link_note(path: str, folder: str) -> Iterator[SearchNote]:
    """Why a symbolic link is passed, unless it leads to what the walk finds by itself."""
    try:
        target = os.path.realpath(path, strict=True)
    except OSError as error:
        yield SearchNote(path, f"a broken symbolic link: {error.strerror}")
        return
    if not os.path.join(target, "").startswith(os.path.join(os.path.realpath(folder), "")):
        yield SearchNote(path, "a symbolic link that isn't followed")


class _Ignore:
    """One ``.gitignore`` and the folder it holds for.

    What a folder's pattern says of the files in it was said when the folder was judged.
    """

    def __init__(self, folder: str, file: str, notes: list[SearchNote]) -> None:
        self._start = len(folder) + 1 if folder else 0
        data = b""
        try:
            data = read_regular(file, _MOST_IGNORED)
        except UnreadableError as error:
            notes.append(SearchNote(file, f"{error}; nothing is ignored by it"))
        self._patterns = ignore_patterns.read_patterns(os.fsdecode(data).split("\n"))

    def verdict(self, path: str, folder: bool) -> bool | None:
        """Whether ``path`` is ignored, is not, or isn't spoken of."""
        return ignore_patterns.ignore_verdict(self._patterns, path[self._start :], folder)


def _is_ignored(path: str, entry: os.DirEntry[str], ignores: tuple[_Ignore, ...]) -> bool:
    for ignore in reversed(ignores):
        verdict = ignore.verdict(path, entry.is_dir(follow_symlinks=False))
        if verdict is not None:
            return verdict
    return False
