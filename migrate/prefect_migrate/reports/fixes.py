"""The edits that fix a finding, for formats whose readers apply them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prefect_migrate.model import Outcome
from prefect_migrate.reports.finding import Finding, outcome_findings
from prefect_migrate.reports.hunks import DiffHunk, outcome_hunks
from prefect_migrate.reports.masking import holds_secret

_MOST = 400
"""Replacements in one file's fixes, beyond which only the first finding of a group offers them."""


@dataclass(frozen=True, slots=True)
class Fixable:
    """A finding and the hunks that fix it: ``own`` stands on its lines, ``all`` belong together.

    ``first`` says that no finding before it in the file offers the same hunk.
    """

    finding: Finding
    own: DiffHunk | None = None
    all: tuple[DiffHunk, ...] = ()
    first: bool = False


def fixable_findings(outcome: Outcome) -> list[Fixable]:
    """The findings of a file, those that the tool fixes with their edits.

    An edit that would carry a secret out of the file is not offered.
    """
    edits = outcome_hunks(outcome)
    found = list(outcome_findings(outcome))
    fixed = [(one, _own_hunk(one, edits)) for one in found]
    groups: dict[int, tuple[DiffHunk, ...]] = {}
    for edit in edits:
        groups[edit.group] = (*groups.get(edit.group, ()), edit)
    offered = sum(len(groups[own.group]) for _, own in fixed if own)
    result: list[Fixable] = []
    seen_hunks: set[int] = set()
    seen_groups: set[int] = set()
    for one, own in fixed:
        if own is None or any(_holds_secret(edit) for edit in groups[own.group]):
            result.append(Fixable(one))
            continue
        whole = groups[own.group] if offered <= _MOST or own.group not in seen_groups else ()
        result.append(Fixable(one, own, whole, own.start not in seen_hunks))
        seen_hunks.add(own.start)
        seen_groups.add(own.group)
    return result


def _own_hunk(found: Finding, edits: Sequence[DiffHunk]) -> DiffHunk | None:
    if not found.fixed:
        return None
    return next((edit for edit in edits if edit.touches(found.line, found.last_line)), None)


def _holds_secret(edit: DiffHunk) -> bool:
    return holds_secret("".join(edit.before)) or holds_secret(edit.text)
