"""What to call the two sides: only a merge makes ``ours`` yours.

In a rebase the commits are replayed on the other branch: git's ``ours`` is upstream, and
``theirs`` is one's own commit. ``yours`` is said only where it is known.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from prefect_migrate.conflicts.repository import Repository, repository_of

Operation = Literal["merge", "rebase", "cherry-pick", "revert", "am", "stash", "unknown"]

_PICKED = re.compile(r"[0-9a-f]{7,64}(\.\.\. | \().+")
_REVERTED = re.compile(r"parent of [0-9a-f]{7,64}\b.*")

# git-rebase(1), git-cherry-pick(1), git-stash(1): who is who while the operation is on.
_WORDS: dict[Operation, tuple[str, str]] = {
    "merge": ("yours", "theirs"),
    "rebase": ("upstream's", "yours"),
    "cherry-pick": ("the current branch's", "the picked commit's"),
    "revert": ("the current branch's", "the one before the reverted commit"),
    "am": ("the current branch's", "the patch's"),
    "stash": ("the working tree's", "the stash's"),
    "unknown": ("ours", "theirs"),
}


@dataclass(frozen=True, slots=True)
class Roles:
    """The operation that made the conflicts and the words for its sides."""

    operation: Operation
    ours: str
    theirs: str

    def word(self, side: Literal["ours", "theirs"]) -> str:
        """The word for a side."""
        return self.ours if side == "ours" else self.theirs


def of_repository(repository: Repository) -> Operation:
    """The operation that the repository is in the middle of, by the files git keeps for it."""
    output = repository.git("rev-parse", "--absolute-git-dir")
    if not output:
        return "unknown"
    folder = Path(os.fsdecode(output).rstrip("\n"))
    marks: tuple[tuple[str, Operation], ...] = (
        ("rebase-merge", "rebase"),
        ("rebase-apply/applying", "am"),
        ("rebase-apply", "rebase"),
        ("CHERRY_PICK_HEAD", "cherry-pick"),
        ("REVERT_HEAD", "revert"),
        ("MERGE_HEAD", "merge"),
    )
    return next((name for mark, name in marks if (folder / mark).exists()), "unknown")


def of_labels(ours: str, theirs: str) -> Operation:
    """The operation that wrote a pair of labels, as far as they tell.

    ``HEAD`` against words that can't be a branch's name is ``git am``, which labels with the
    subject (builtin/am.c); a plain branch could have been merged by anybody.
    """
    if (ours, theirs) == ("Updated upstream", "Stashed changes"):
        return "stash"
    if ours != "HEAD":
        return "unknown"
    if _REVERTED.fullmatch(theirs):
        return "revert"
    if _PICKED.fullmatch(theirs):
        return "cherry-pick"
    return "am" if " " in theirs else "unknown"


def side_roles(operation: Operation, ours: str = "", theirs: str = "") -> Roles:
    """The words for an operation; ``ours`` and ``theirs`` are the labels, shown beside them."""
    words = _WORDS[operation]
    first, second = (
        f"{word} ({label})" if label and label != word else word
        for word, label in zip(words, (ours, theirs), strict=True)
    )
    return Roles(operation, first, second)


def current_operation(folder: Path) -> str:
    """What the repository around ``folder`` is in the middle of and who is who; or nothing."""
    repository = repository_of(folder.resolve())
    operation = of_repository(repository) if repository else "unknown"
    if operation == "unknown":
        return ""
    sides = zip(("ours", "theirs"), _WORDS[operation], strict=True)
    renamed = ", ".join(f"{side} is {word}" for side, word in sides if side != word)
    return f"{operation}: {renamed}"
