"""Find the base of conflicted files in their repository, strongest evidence first.

1. The index holds the stages of an unmerged path.
2. The markers hold the base (diff3).
3. The labels name commits, as git writes them in a rebase, cherry-pick or revert.
4. A merge in the history joined just these two versions, or wrote just these conflicts.
5. Both versions are in the history: one is an ancestor of the other, or they fork from a third.
6. The markers hold a base that may be zdiff3's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from prefect_migrate.conflicts import has_markers, parse_conflicts
from prefect_migrate.conflicts.base import (
    Ancestor,
    BaseFound,
    of_parts,
)
from prefect_migrate.conflicts.file_in_git import (
    FileInGit,
    base_of_labels,
    base_of_stages,
    fork_base,
)
from prefect_migrate.conflicts.lines import line_opcodes
from prefect_migrate.conflicts.repository import (
    Commit,
    PathHistory,
    by_repository,
)
from prefect_migrate.conflicts.segments import Conflicted
from prefect_migrate.model import Grade, Refusal, Source, split_lines

_MOST_COMMITS = 12
_OTHER: dict[Ancestor, Ancestor] = {"ours": "theirs", "theirs": "ours"}


def find_bases(paths: Sequence[Path], conflicteds: Sequence[Conflicted]) -> dict[Path, BaseFound]:
    """The base of each file, ``conflicteds`` being what ``parse_conflicts`` made of them.

    The history of all files of a repository is read in one pass. Files without git, outside of a
    repository, or of unknown history get what their markers tell.
    """
    parsed = dict(zip(paths, conflicteds, strict=True))
    found = {path: of_parts(conflicted) or BaseFound() for path, conflicted in parsed.items()}
    for repository, members in by_repository(paths).items():
        _look_up(
            [FileInGit(repository, p, repository.relative(p), parsed[p]) for p in members], found
        )
    return found


def _look_up(files: list[FileInGit], found: dict[Path, BaseFound]) -> None:
    """Put what git knows of the bases of ``files``, all of one repository, in ``found``."""
    repository = files[0].repository
    stages = repository.stages([file.name for file in files])
    undecided = []
    for file in files:
        base = None
        if file.name in stages:
            base = base_of_stages(file, stages[file.name])
        # The markers hold the base itself, and only stages would be better evidence.
        elif found[file.path].grade is Grade.PROVEN:
            continue
        base = base or base_of_labels(file)
        if base is None:
            undecided.append(file)
        else:
            found[file.path] = base
    searchable = [file for file in undecided if file.conflicted.conflicts]
    if not searchable:
        return
    histories = repository.history([file.name for file in searchable])
    hash_name = repository.hash_name()
    for file in searchable:
        versions = histories[file.name]
        ours, theirs = file.ids("ours", hash_name), file.ids("theirs", hash_name)
        base = (
            _of_merge(file, versions, ours, theirs)
            or _of_versions(file, versions, ours, theirs)
            or _of_marked_merge(file, versions)
        )
        if base is not None:
            found[file.path] = base


def _of_merge(
    file: FileInGit, versions: PathHistory, ours: set[str], theirs: set[str]
) -> BaseFound | None:
    """The base of the merge whose parents hold just these two versions."""
    for commit, _ in versions.merges.values():
        blobs = file.repository.ids([f"{parent}:{file.name}" for parent in commit.parents])
        held = dict(zip(commit.parents, blobs, strict=True))
        one = [parent for parent, blob in held.items() if blob in ours]
        other = [parent for parent, blob in held.items() if blob in theirs]
        if one and other:
            sides: dict[Ancestor, str] = {"ours": one[0], "theirs": other[0]}
            if taken_over := _of_version_taken_over(file, versions, sides, ours, theirs):
                return taken_over
            evidence = f"the two sides are the parents' versions in the merge {commit}"
            return fork_base(file, one[0], other[0], evidence)
    return None


def _of_version_taken_over(
    file: FileInGit,
    versions: PathHistory,
    sides: Mapping[Ancestor, str],
    ours: set[str],
    theirs: set[str],
) -> BaseFound | None:
    """The side whose version the other branch had, too, after they parted, and went on from."""
    repository = file.repository
    forks = repository.merge_bases(sides["ours"], sides["theirs"])
    found: list[BaseFound] = []
    pairs: tuple[tuple[Ancestor, set[str], str], ...] = (
        ("theirs", theirs, sides["ours"]),
        ("ours", ours, sides["theirs"]),
    )
    for side, blobs, other in pairs:
        for commit in _bringing_commits(versions, blobs):
            before = any(repository.is_ancestor(commit.id, fork) for fork in forks)
            if not before and repository.is_ancestor(commit.id, other):
                newer = repository.commit(other)
                if newer is not None and not _was_taken_back(
                    file, versions, side, commit, newer, forks
                ):
                    found.append(_older_base(file, side, newer=newer, older=commit))
                break
    return found[0] if len(found) == 1 else None


def _was_taken_back(
    file: FileInGit,
    versions: PathHistory,
    side: Ancestor,
    older: Commit,
    newer: Commit,
    forks: Sequence[str],
) -> bool:
    """Whether the branch of ``newer`` undid what it took over in ``older``.

    As a commit that was picked too early is reverted: it is to come with the merge.
    """
    repository = file.repository
    names = [f"{fork}:{file.name}" for fork in forks]
    for commit in _bringing_commits(versions, {blob for blob in repository.ids(names) if blob}):
        later = commit.id != older.id and repository.is_ancestor(older.id, commit.id)
        if later and repository.is_ancestor(commit.id, newer.id):
            return True
    known = [file.as_here(data) for data in repository.blobs(names) if data is not None]
    taken, kept = (file.conflicted.variant(each).text for each in (side, _OTHER[side]))
    return any(_is_undone(text, taken, kept) for text in known if text is not None)


def _is_undone(before: str, taken: str, kept: str) -> bool:
    """Whether ``kept`` stands as ``before`` wherever ``taken`` changed it."""
    changed = _changed_lines(before, taken)
    own = _changed_lines(before, kept)
    return bool(changed) and not any(
        max(one[0], other[0]) < min(one[1], other[1]) or one == other
        for one in changed
        for other in own
    )


def _changed_lines(before: str, after: str) -> list[tuple[int, int]]:
    """The spans of ``before`` that ``after`` changed; an empty one where it added lines."""
    found = line_opcodes(split_lines(before), split_lines(after))
    return [(start, end) for kind, start, end, _, _ in found if kind != "equal"]


def _of_marked_merge(file: FileInGit, versions: PathHistory) -> BaseFound | None:
    """The base of the merge that wrote all conflicts of this file, half merged as they are."""
    wanted = {conflict.id for conflict in file.conflicted.conflicts}
    merges = list(versions.merges.values())
    contents = file.repository.blobs([blob for _, blob in merges])
    for (commit, _), data in reversed(list(zip(merges, contents, strict=True))):
        if len(commit.parents) != 2 or data is None or wanted - _conflicts_in(file, data):
            continue
        evidence = f"the merge {commit} added the markers"
        return fork_base(file, *commit.parents, evidence, written=file.as_here(data))
    return None


def _conflicts_in(file: FileInGit, data: bytes) -> set[str]:
    text = file.as_here(data)
    if text is None or not has_markers(text):
        return set()
    try:
        parsed = parse_conflicts(Source(file.name, text), unmerged=True)
    except Refusal:
        return set()
    return {conflict.id for conflict in parsed.conflicts}


def _of_versions(
    file: FileInGit, versions: PathHistory, ours: set[str], theirs: set[str]
) -> BaseFound | None:
    """The base by the commits that brought each side's very version of the file."""
    with_ours, with_theirs = _bringing_commits(versions, ours), _bringing_commits(versions, theirs)
    if not with_ours or not with_theirs:
        return None
    repository = file.repository
    pairs = [(one, other) for one in with_ours for other in with_theirs]
    theirs_first = [p for p in pairs if repository.is_ancestor(p[1].id, p[0].id)]
    ours_first = [p for p in pairs if repository.is_ancestor(p[0].id, p[1].id)]
    if theirs_first and ours_first:
        return None  # the file went back and forth: neither version is older
    if theirs_first:
        return _of_older_version(file, versions, "theirs", *theirs_first[0], with_theirs)
    if ours_first:
        return _of_older_version(file, versions, "ours", *ours_first[0][::-1], with_ours)
    one, other = pairs[0]
    return fork_base(file, one.id, other.id, _versions_evidence(one, other))


def _of_older_version(
    file: FileInGit,
    versions: PathHistory,
    side: Ancestor,
    newer: Commit,
    older: Commit,
    same: Sequence[Commit],
) -> BaseFound | None:
    """The version of ``older``, which ``newer`` is built on; or the fork, where that isn't sure.

    ``same`` brought that version, too. One of them on another branch may have returned to it, or
    the branch of ``newer`` may have.
    """
    repository = file.repository
    for commit in same:
        if repository.is_ancestor(commit.id, newer.id):
            continue
        forks = repository.merge_bases(newer.id, commit.id)
        before = any(repository.is_ancestor(older.id, fork) for fork in forks)
        if before or _was_taken_back(file, versions, side, older, newer, forks):
            one, other = (commit, newer) if side == "ours" else (newer, commit)
            return fork_base(file, one.id, other.id, _versions_evidence(one, other))
    return _older_base(file, side, newer=newer, older=older)


def _versions_evidence(ours: Commit, theirs: Commit) -> str:
    return f"the sides are the versions of commits {ours} and {theirs}"


def _bringing_commits(versions: PathHistory, blobs: set[str]) -> list[Commit]:
    """The commits that brought one of the blobs; the first and last ones of very many."""
    commits = [commit for blob in sorted(blobs) for commit in versions.brought.get(blob, ())]
    if len(commits) > _MOST_COMMITS:
        return commits[: _MOST_COMMITS // 2] + commits[-_MOST_COMMITS // 2 :]
    return commits


def _older_base(file: FileInGit, side: Ancestor, *, newer: Commit, older: Commit) -> BaseFound:
    evidence = (
        f"{side} is the version of commit {older}, which commit {newer} "
        "of the other side is built on"
    )
    return BaseFound(file.conflicted.variant(side).text, (evidence,), side, Grade.PROVEN)
