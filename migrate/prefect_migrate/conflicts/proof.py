"""Prove that two variants are whole: merging them again must give the very file."""

from __future__ import annotations

from prefect_migrate.conflicts.git_line_merge import merge_branches, merge_file
from prefect_migrate.conflicts.parsing import parse_conflicts
from prefect_migrate.conflicts.segments import Common, Conflicted
from prefect_migrate.model import Refusal, Source


def git_makes_same(conflicted: Conflicted) -> bool | None:
    """Whether git makes this very file, labels aside, from nothing but the two variants.

    True: nothing outside the markers was merged from one side, so each variant is a file that
    somebody had. False: a three-way merge already mixed lines of both sides into the common ones,
    or the file was edited since. None: there is no git to ask, or no conflict.
    """
    conflicts = conflicted.conflicts
    if not conflicts:
        return None
    size = conflicts[0].size
    if any(c.size != size for c in conflicts):
        return False
    ours, theirs = conflicted.variant("ours"), conflicted.variant("theirs")
    if not ours.lines or not theirs.lines:
        return True  # all of the file is one side: git would take it without a conflict
    merged = merge_file(ours.text, None, theirs.text, size=size)
    if merged is None:
        return None
    try:
        again = parse_conflicts(Source(conflicted.source.path, merged.text), unmerged=True)
    except Refusal:
        return False
    return _label_pairs(again) == _label_pairs(conflicted)


def made_by_git(conflicted: Conflicted, base: str, ours: str, theirs: str) -> bool:
    """Whether git makes this very file, labels and base parts aside, of three whole versions."""
    conflicts = conflicted.conflicts
    three_way = bool(conflicts) and conflicts[0].base is not None
    for style in ("diff3", "zdiff3") if three_way else ("merge",):
        size = conflicts[0].size if conflicts else 7
        merged = merge_file(ours, base or None, theirs, size=size, style=style)
        if merged is not None and same_conflicts(conflicted, merged.text):
            return True
        by_branch = merge_branches(ours, base, theirs, style=style) if base else None
        if by_branch is not None and same_conflicts(conflicted, by_branch):
            return True
    return False


def same_conflicts(conflicted: Conflicted, text: str) -> bool:
    """Whether ``text`` has the same conflicts in the same place, labels and base parts aside."""
    if text == conflicted.source.text:
        return True
    try:
        again = parse_conflicts(Source(conflicted.source.path, text), unmerged=True)
    except Refusal:
        return False
    return _label_pairs(again) == _label_pairs(conflicted)


def _label_pairs(conflicted: Conflicted) -> list[tuple[tuple[str, ...], ...]]:
    return [
        (s.lines,) if isinstance(s, Common) else (s.ours, s.theirs) for s in conflicted.segments
    ]
