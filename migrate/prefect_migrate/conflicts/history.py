"""Find the base of conflicted files in their repository, strongest evidence first.

1. The index holds the stages of an unmerged path.
2. The markers hold the base (diff3).
3. The labels name commits, as git writes them in a rebase, cherry-pick or revert.
4. A merge in the history joined just these two versions, or wrote just these conflicts.
5. Both versions are in the history: one is an ancestor of the other, or they fork from a third.
6. The markers hold a base that may be zdiff3's.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from prefect_migrate.conflicts import has_markers, parse_conflicts
from prefect_migrate.conflicts.base import (
    INDEX,
    Ancestor,
    BaseFound,
    WholeSides,
    of_parts,
    side_equal_to_base,
)
from prefect_migrate.conflicts.lines import line_opcodes
from prefect_migrate.conflicts.proof import made_by_git, same_conflicts
from prefect_migrate.conflicts.repository import (
    Commit,
    Repository,
    Stage,
    Versions,
    by_repository,
)
from prefect_migrate.conflicts.segments import Conflicted
from prefect_migrate.model import Grade, Refusal, Source, split_lines
from prefect_migrate.settings import Settings

PICKED = re.compile(
    r"(?P<parent>parent of )?(?P<id>[0-9a-f]{7,64})(?:\.\.\. | \()(?P<subject>.*?)\)?"
)
MOST_COMMITS = 12
_OTHER: dict[Ancestor, Ancestor] = {"ours": "theirs", "theirs": "ours"}
BARE_ID = re.compile(r"(?P<id>[0-9a-f]{7,64})")


def find_bases(paths: Sequence[Path], conflicteds: Sequence[Conflicted]) -> dict[Path, BaseFound]:
    """The base of each file, ``conflicteds`` being what ``parse`` made of ``paths``.

    The history of all files of a repository is read in one pass. Files without git, outside of a
    repository, or of unknown history get what their markers tell.
    """
    files = dict(zip(paths, conflicteds, strict=True))
    found = {path: of_parts(conflicted) or BaseFound() for path, conflicted in files.items()}
    for repository, members in by_repository(paths).items():
        cases = [Case(repository, p, repository.relative(p), files[p]) for p in members]
        _look_up(cases, found)
    return found


def unmerged_among(paths: Sequence[Path]) -> set[Path]:
    """Those of ``paths`` that git's index lists as unmerged."""
    found: set[Path] = set()
    for repository, members in by_repository(paths).items():
        names = {repository.relative(path): path for path in members}
        found.update(names[name] for name in repository.stages(list(names)) if name in names)
    return found


def versions_in_index(paths: Sequence[Path]) -> dict[Path, tuple[str, str, str]]:
    """Ours, the base and theirs as git's index has them, for those of ``paths`` with both sides."""
    found: dict[Path, tuple[str, str, str]] = {}
    for repository, members in by_repository(paths).items():
        names = {repository.relative(path): path for path in members}
        for name, stages in repository.stages(list(names)).items():
            if name in names and {2, 3} <= stages.keys():
                numbers = [number for number in (2, 1, 3) if number in stages]
                blobs = repository.blobs([stages[number].blob for number in numbers])
                texts = [Source.decode(data or b"", name).text for data in blobs]
                found[names[name]] = texts[0], texts[1] if 1 in stages else "", texts[-1]
    return found


@dataclass(frozen=True)
class Case:
    """One file whose base is looked for; ``name`` is its path in the repository."""

    repository: Repository
    path: Path
    name: str
    conflicted: Conflicted

    def ids(self, side: Ancestor, hash_name: str) -> set[str]:
        """The blob ids that the side could have in git: with either line end and file end."""
        text = self.conflicted.variant(side).text
        return {_blob_id(self.conflicted.source, form, hash_name) for form in _text_forms(text)}

    def as_here(self, data: bytes) -> str | None:
        """A blob as this file would hold it, with its line ends; ``None`` if it is no text."""
        try:
            text = Source.decode(data, self.name).text
        except Refusal:
            return None
        ours = self.conflicted.variant("ours").text
        if "\r\n" in ours and "\r\n" not in text and ours.count("\r\n") == ours.count("\n"):
            return text.replace("\n", "\r\n")
        return text


def _look_up(cases: list[Case], found: dict[Path, BaseFound]) -> None:
    repository = cases[0].repository
    stages = repository.stages([case.name for case in cases])
    open_cases = []
    for case in cases:
        base = None
        if case.name in stages:
            base = of_stages(case, stages[case.name])
        elif found[case.path].grade is Grade.PROVEN:
            continue
        base = base or _of_labels(case)
        if base is None:
            open_cases.append(case)
        else:
            found[case.path] = base
    searchable = [case for case in open_cases if case.conflicted.conflicts]
    if not searchable:
        return
    histories = repository.history([case.name for case in searchable])
    hash_name = repository.hash_name()
    for case in searchable:
        versions = histories[case.name]
        ours, theirs = case.ids("ours", hash_name), case.ids("theirs", hash_name)
        base = (
            _of_merge(case, versions, ours, theirs)
            or _of_versions(case, versions, ours, theirs)
            or _of_marked_merge(case, versions)
        )
        if base is not None:
            found[case.path] = base


def of_stages(case: Case, stages: dict[int, Stage]) -> BaseFound | None:
    """The base that the index holds; an empty one where both sides added the file."""
    if 2 not in stages or 3 not in stages:
        return None
    if 1 not in stages:
        evidence = "both sides added the file (no stage 1)"
        found = _with_sides(
            case, BaseFound("", (evidence,), None, Grade.PROVEN), *_side_names(stages)
        )
        return replace(found, unmerged=True, found=INDEX)
    blob = stages[1].blob
    evidence = f"stage 1 of the index is the base, blob {blob[:10]}"
    known = _found_with_sides(case, blob, evidence, *_side_names(stages), unmerged=True)
    return known and replace(known, found=INDEX)


def _side_names(stages: dict[int, Stage]) -> tuple[str, str]:
    return stages[2].blob, stages[3].blob


def _of_labels(case: Case) -> BaseFound | None:
    """The base by the commit that was picked: git labels its side ``1a2b3c4 (subject)``."""
    labels = {conflict.labels for conflict in case.conflicted.conflicts}
    if len(labels) != 1:
        return None
    ours_label, theirs_label = labels.pop()
    picked = PICKED.fullmatch(theirs_label)
    if picked is not None:
        commit = case.repository.commit(picked["id"])
        if commit is None or not commit.subject.startswith(picked["subject"].rstrip(". ")):
            return None
        if picked["parent"]:
            evidence = f"the label says that commit {commit} was reverted: it is the base"
            return _found_base(case, f"{commit.id}:{case.name}", evidence)
        if len(commit.parents) == 1:
            parent = commit.parents[0]
            evidence = f"the label names the picked commit {commit}: its parent is the base"
            return _found_base(case, f"{parent}:{case.name}", evidence)
        return None
    return _of_two_ids(case, ours_label, theirs_label)


def _of_two_ids(case: Case, ours_label: str, theirs_label: str) -> BaseFound | None:
    one, other = BARE_ID.fullmatch(ours_label), BARE_ID.fullmatch(theirs_label)
    if one is None or other is None:
        return None
    ours, theirs = case.repository.commit(one["id"]), case.repository.commit(other["id"])
    if ours is None or theirs is None:
        return None
    return _fork_base(case, ours, theirs, f"the labels name the commits {ours} and {theirs}")


def _of_merge(case: Case, versions: Versions, ours: set[str], theirs: set[str]) -> BaseFound | None:
    """The base of the merge whose parents hold just these two versions."""
    for commit, _ in versions.merges.values():
        blobs = case.repository.ids([f"{parent}:{case.name}" for parent in commit.parents])
        held = dict(zip(commit.parents, blobs, strict=True))
        one = [parent for parent, blob in held.items() if blob in ours]
        other = [parent for parent, blob in held.items() if blob in theirs]
        if one and other:
            sides: dict[Ancestor, str] = {"ours": one[0], "theirs": other[0]}
            if taken_over := _of_version_taken_over(case, versions, sides, ours, theirs):
                return taken_over
            evidence = f"the two sides are the parents' versions in the merge {commit}"
            return _fork_of_ids(case, one[0], other[0], evidence)
    return None


def _of_version_taken_over(
    case: Case,
    versions: Versions,
    sides: Mapping[Ancestor, str],
    ours: set[str],
    theirs: set[str],
) -> BaseFound | None:
    """The side whose version the other branch had, too, after they parted, and went on from."""
    repository = case.repository
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
                    case, versions, side, commit, newer, forks
                ):
                    found.append(_older_base(case, side, newer=newer, older=commit))
                break
    return found[0] if len(found) == 1 else None


def _was_taken_back(
    case: Case,
    versions: Versions,
    side: Ancestor,
    older: Commit,
    newer: Commit,
    forks: Sequence[str],
) -> bool:
    """Whether the branch of ``newer`` undid what it took over in ``older``.

    As a commit that was picked too early is reverted: it is to come with the merge.
    """
    repository = case.repository
    names = [f"{fork}:{case.name}" for fork in forks]
    for commit in _bringing_commits(versions, {blob for blob in repository.ids(names) if blob}):
        later = commit.id != older.id and repository.is_ancestor(older.id, commit.id)
        if later and repository.is_ancestor(commit.id, newer.id):
            return True
    known = [case.as_here(data) for data in repository.blobs(names) if data is not None]
    taken, kept = (case.conflicted.variant(each).text for each in (side, _OTHER[side]))
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


def _of_marked_merge(case: Case, versions: Versions) -> BaseFound | None:
    """The base of the merge that wrote all conflicts of this file, half merged as they are."""
    wanted = {conflict.id for conflict in case.conflicted.conflicts}
    merges = list(versions.merges.values())
    contents = case.repository.blobs([blob for _, blob in merges])
    for (commit, _), data in reversed(list(zip(merges, contents, strict=True))):
        if len(commit.parents) != 2 or data is None or wanted - _conflicts_in(case, data):
            continue
        evidence = f"the merge {commit} added the markers"
        return _fork_of_ids(case, *commit.parents, evidence, written=case.as_here(data))
    return None


def _conflicts_in(case: Case, data: bytes) -> set[str]:
    text = case.as_here(data)
    if text is None or not has_markers(text):
        return set()
    try:
        parsed = parse_conflicts(Source(case.name, text), Settings(), unmerged=True)
    except Refusal:
        return set()
    return {conflict.id for conflict in parsed.conflicts}


def _of_versions(
    case: Case, versions: Versions, ours: set[str], theirs: set[str]
) -> BaseFound | None:
    """The base by the commits that brought each side's very version of the file."""
    with_ours, with_theirs = _bringing_commits(versions, ours), _bringing_commits(versions, theirs)
    if not with_ours or not with_theirs:
        return None
    repository = case.repository
    pairs = [(one, other) for one in with_ours for other in with_theirs]
    theirs_first = [p for p in pairs if repository.is_ancestor(p[1].id, p[0].id)]
    ours_first = [p for p in pairs if repository.is_ancestor(p[0].id, p[1].id)]
    if theirs_first and ours_first:
        return None  # the file went back and forth: neither version is older
    if theirs_first:
        return _of_older_version(case, versions, "theirs", *theirs_first[0], with_theirs)
    if ours_first:
        return _of_older_version(case, versions, "ours", *ours_first[0][::-1], with_ours)
    one, other = pairs[0]
    return _fork_base(case, one, other, _versions_evidence(one, other))


def _of_older_version(
    case: Case,
    versions: Versions,
    side: Ancestor,
    newer: Commit,
    older: Commit,
    same: Sequence[Commit],
) -> BaseFound | None:
    """The version of ``older``, which ``newer`` is built on; or the fork, where that isn't sure.

    ``same`` brought that version, too. One of them on another branch may have returned to it, or
    the branch of ``newer`` may have.
    """
    repository = case.repository
    for commit in same:
        if repository.is_ancestor(commit.id, newer.id):
            continue
        forks = repository.merge_bases(newer.id, commit.id)
        before = any(repository.is_ancestor(older.id, fork) for fork in forks)
        if before or _was_taken_back(case, versions, side, older, newer, forks):
            one, other = (commit, newer) if side == "ours" else (newer, commit)
            return _fork_base(case, one, other, _versions_evidence(one, other))
    return _older_base(case, side, newer=newer, older=older)


def _versions_evidence(ours: Commit, theirs: Commit) -> str:
    return f"the sides are the versions of commits {ours} and {theirs}"


def _bringing_commits(versions: Versions, blobs: set[str]) -> list[Commit]:
    """The commits that brought one of the blobs; the first and last ones of very many."""
    commits = [commit for blob in sorted(blobs) for commit in versions.brought.get(blob, ())]
    if len(commits) > MOST_COMMITS:
        return commits[: MOST_COMMITS // 2] + commits[-MOST_COMMITS // 2 :]
    return commits


def _older_base(case: Case, side: Ancestor, *, newer: Commit, older: Commit) -> BaseFound:
    evidence = (
        f"{side} is the version of commit {older}, which commit {newer} "
        "of the other side is built on"
    )
    return BaseFound(case.conflicted.variant(side).text, (evidence,), side, Grade.PROVEN)


def _fork_base(case: Case, ours: Commit, theirs: Commit, evidence: str) -> BaseFound | None:
    return _fork_of_ids(case, ours.id, theirs.id, evidence)


def _fork_of_ids(
    case: Case, ours: str, theirs: str, evidence: str, *, written: str | None = None
) -> BaseFound | None:
    """The version at the fork of two commits; ``None`` where forks differ in it.

    ``written`` is the file as a merge of the two left it.
    """
    bases = case.repository.merge_bases(ours, theirs)
    blobs = set(case.repository.ids([f"{base}:{case.name}" for base in bases]))
    if len(blobs) != 1:
        return None
    blob = blobs.pop()
    if blob is None:
        return None  # added on both sides, or known by another name there
    evidence = f"{evidence}; they fork at {bases[0][:10]}"
    names = f"{ours}:{case.name}", f"{theirs}:{case.name}"
    return _found_with_sides(case, blob, evidence, *names, written=written)


def _found_base(case: Case, name: str, evidence: str) -> BaseFound | None:
    """The base, of sides that only the markers hold."""
    data = case.repository.blobs([name])[0]
    text = None if data is None else case.as_here(data)
    if text is None:
        return None
    variants = case.conflicted.variants
    ours, theirs = variants["ours"], variants["theirs"]
    assert ours is not None and theirs is not None
    ancestor = side_equal_to_base(ours.text, text, theirs.text)
    return BaseFound(text, (evidence,), ancestor, Grade.PROVEN)


def _found_with_sides(
    case: Case,
    name: str,
    evidence: str,
    ours: str,
    theirs: str,
    *,
    unmerged: bool = False,
    written: str | None = None,
) -> BaseFound | None:
    found = _found_base(case, name, evidence)
    if found is None:
        return None
    return replace(_with_sides(case, found, ours, theirs, written), unmerged=unmerged)


def _with_sides(
    case: Case, found: BaseFound, ours: str, theirs: str, written: str | None = None
) -> BaseFound:
    """The base with the sides that stand beside it in git, if these can be read as text."""
    contents = case.repository.blobs([ours, theirs, f"AUTO_MERGE:{case.name}"])
    texts = [None if data is None else case.as_here(data) for data in contents]
    if texts[0] is None or texts[1] is None or found.text is None:
        return found
    versions = found.text, texts[0], texts[1]
    untouched = any(
        text is not None and same_conflicts(case.conflicted, text) for text in (written, texts[2])
    ) or made_by_git(case.conflicted, *versions)
    ancestor = side_equal_to_base(texts[0], found.text, texts[1])
    return replace(
        found, ancestor=ancestor, sides=WholeSides(texts[0], texts[1], untouched=untouched)
    )


def _text_forms(text: str) -> Iterator[str]:
    unix = text.replace("\r\n", "\n")
    for form in {unix, unix.removesuffix("\n"), unix.removesuffix("\n") + "\n"}:
        yield form
        yield form.replace("\n", "\r\n")
    yield text


def _blob_id(source: Source, text: str, hash_name: str) -> str:
    data = source.encode(text)
    return hashlib.new(hash_name, b"blob %d\0" % len(data) + data).hexdigest()
