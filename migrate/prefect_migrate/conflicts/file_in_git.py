"""A conflicted file in its repository: what git's index, its commits and its blobs hold of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from prefect_migrate.conflicts.base import (
    INDEX,
    Ancestor,
    BaseFound,
    WholeSides,
    side_equal_to_base,
)
from prefect_migrate.conflicts.proof import made_by_git, same_conflicts
from prefect_migrate.conflicts.repository import Repository, Stage, by_repository
from prefect_migrate.conflicts.segments import Conflicted
from prefect_migrate.model import Grade, Refusal, Source

_PICKED = re.compile(
    r"(?P<parent>parent of )?(?P<id>[0-9a-f]{7,64})(?:\.\.\. | \()(?P<subject>.*?)\)?"
)
_BARE_ID = re.compile(r"(?P<id>[0-9a-f]{7,64})")


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
class FileInGit:
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
        # git may hold the file with other line ends than the working tree (`core.autocrlf`).
        if "\r\n" in ours and "\r\n" not in text and ours.count("\r\n") == ours.count("\n"):
            return text.replace("\n", "\r\n")
        return text


def base_of_stages(file: FileInGit, stages: dict[int, Stage]) -> BaseFound | None:
    """The base that the index holds; an empty one where both sides added the file."""
    if 2 not in stages or 3 not in stages:
        return None
    if 1 not in stages:
        evidence = "both sides added the file (no stage 1)"
        found = _with_sides(
            file, BaseFound("", (evidence,), None, Grade.PROVEN), *_side_names(stages)
        )
        return replace(found, unmerged=True, found=INDEX)
    blob = stages[1].blob
    evidence = f"stage 1 of the index is the base, blob {blob[:10]}"
    known = _found_with_sides(file, blob, evidence, *_side_names(stages))
    return known and replace(known, unmerged=True, found=INDEX)


def _side_names(stages: dict[int, Stage]) -> tuple[str, str]:
    return stages[2].blob, stages[3].blob


def base_of_labels(file: FileInGit) -> BaseFound | None:
    """The base by the commit that was picked: git labels its side ``1a2b3c4 (subject)``."""
    labels = {conflict.labels for conflict in file.conflicted.conflicts}
    if len(labels) != 1:
        return None
    ours_label, theirs_label = labels.pop()
    picked = _PICKED.fullmatch(theirs_label)
    if picked is not None:
        commit = file.repository.commit(picked["id"])
        if commit is None or not commit.subject.startswith(picked["subject"].rstrip(". ")):
            return None
        if picked["parent"]:
            evidence = f"the label says that commit {commit} was reverted: it is the base"
            return _found_base(file, f"{commit.id}:{file.name}", evidence)
        if len(commit.parents) == 1:
            parent = commit.parents[0]
            evidence = f"the label names the picked commit {commit}: its parent is the base"
            return _found_base(file, f"{parent}:{file.name}", evidence)
        return None
    return _of_two_ids(file, ours_label, theirs_label)


def _of_two_ids(file: FileInGit, ours_label: str, theirs_label: str) -> BaseFound | None:
    one, other = _BARE_ID.fullmatch(ours_label), _BARE_ID.fullmatch(theirs_label)
    if one is None or other is None:
        return None
    ours, theirs = file.repository.commit(one["id"]), file.repository.commit(other["id"])
    if ours is None or theirs is None:
        return None
    return fork_base(file, ours.id, theirs.id, f"the labels name the commits {ours} and {theirs}")


def fork_base(
    file: FileInGit, ours: str, theirs: str, evidence: str, *, written: str | None = None
) -> BaseFound | None:
    """The version at the fork of two commits; ``None`` where forks differ in it.

    ``written`` is the file as a merge of the two left it.
    """
    bases = file.repository.merge_bases(ours, theirs)
    blobs = set(file.repository.ids([f"{base}:{file.name}" for base in bases]))
    # Criss-cross merges have several bases; where these differ, none of them is the base.
    if len(blobs) != 1:
        return None
    blob = blobs.pop()
    if blob is None:
        return None  # added on both sides, or known by another name there
    evidence = f"{evidence}; they fork at {bases[0][:10]}"
    names = f"{ours}:{file.name}", f"{theirs}:{file.name}"
    return _found_with_sides(file, blob, evidence, *names, written)


def _found_base(file: FileInGit, name: str, evidence: str) -> BaseFound | None:
    """The base, of sides that only the markers hold."""
    data = file.repository.blobs([name])[0]
    text = None if data is None else file.as_here(data)
    if text is None:
        return None
    variants = file.conflicted.variants
    ours, theirs = variants["ours"], variants["theirs"]
    assert ours is not None and theirs is not None
    ancestor = side_equal_to_base(ours.text, text, theirs.text)
    return BaseFound(text, (evidence,), ancestor, Grade.PROVEN)


def _found_with_sides(
    file: FileInGit,
    name: str,
    evidence: str,
    ours: str,
    theirs: str,
    written: str | None = None,
) -> BaseFound | None:
    found = _found_base(file, name, evidence)
    return found and _with_sides(file, found, ours, theirs, written)


def _with_sides(
    file: FileInGit, found: BaseFound, ours: str, theirs: str, written: str | None = None
) -> BaseFound:
    """The base with the sides that stand beside it in git, if these can be read as text."""
    contents = file.repository.blobs([ours, theirs, f"AUTO_MERGE:{file.name}"])
    texts = [None if data is None else file.as_here(data) for data in contents]
    if texts[0] is None or texts[1] is None or found.text is None:
        return found
    versions = found.text, texts[0], texts[1]
    untouched = any(
        text is not None and same_conflicts(file.conflicted, text) for text in (written, texts[2])
    ) or made_by_git(file.conflicted, *versions)
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
