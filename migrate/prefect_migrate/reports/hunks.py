"""The edits of an outcome: which lines become what, and in the name of which rules."""

from __future__ import annotations

import difflib
import keyword
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from prefect_migrate.model import Outcome, split_lines

_NAME = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class DiffHunk:
    """Whole lines ``[start, end)`` of the input (0-based) and the lines that replace them.

    ``new_start`` is the 0-based line of the output where these begin. ``rules`` names the rules
    that asked for it. Hunks with the same ``group`` need each other: one imports a name that
    another uses, so a fix is offered as a whole.
    """

    start: int
    end: int
    before: tuple[str, ...]
    after: tuple[str, ...]
    new_start: int
    rules: tuple[str, ...] = ()
    group: int = 0

    @property
    def text(self) -> str:
        """What replaces the lines."""
        return "".join(self.after)

    @property
    def span(self) -> tuple[int, int, int, int]:
        """Line, column, end line and end column: 1-based, in characters, the end exclusive."""
        if self.before and not self.before[-1].endswith("\n"):
            return self.start + 1, 1, self.end, len(self.before[-1]) + 1
        return self.start + 1, 1, self.end + 1, 1

    def touches(self, line: int, end_line: int = 0) -> bool:
        """Whether lines ``line`` to ``end_line`` (1-based, inclusive) are among the replaced."""
        return self.start < max(line, end_line) and line - 1 < max(self.end, self.start + 1)


Opcode = tuple[str, int, int, int, int]
"""A tag of difflib's, and what it holds for: lines of the old text, and of the new one."""


def outcome_hunks(outcome: Outcome, opcodes: Sequence[Opcode] = ()) -> tuple[DiffHunk, ...]:
    """The edits of a file in order; applied together they give ``outcome.text``.

    ``opcodes`` are those of its two texts, where they are known.
    """
    if not outcome.changed:
        return ()
    old, new = split_lines(outcome.source.text), split_lines(outcome.text)
    found = [
        DiffHunk(i1, i2, tuple(old[i1:i2]), tuple(new[j1:j2]), j1)
        for tag, i1, i2, j1, j2 in opcodes or line_opcodes(old, new)
        if tag != "equal"
    ]
    conflicts = _conflict_lines(outcome)
    if conflicts:
        found = list(_join_resolved(found, conflicts, old, new))
    found = [replace(hunk, rules=_hunk_rules(outcome, hunk)) for hunk in found]
    # Half a resolution is none: what was decided of a conflicted file belongs together.
    return tuple(found) if conflicts else tuple(_join_groups(found))


def _conflict_lines(outcome: Outcome) -> list[tuple[int, int]]:
    """The 0-based lines ``[start, end)`` of each conflict, with its markers."""
    if not outcome.decisions:
        return []
    from prefect_migrate.reports.sides import conflict_sides

    return [(c.start, c.end + 1) for c in conflict_sides(outcome).conflicts]


def _join_resolved(
    found: Sequence[DiffHunk],
    conflicts: Sequence[tuple[int, int]],
    old: Sequence[str],
    new: Sequence[str],
) -> Iterator[DiffHunk]:
    """The hunks, those as one that touch the same conflict."""
    last: DiffHunk | None = None
    for hunk in found:
        if last and any(last.end > a and last.start < b and hunk.start < b for a, b in conflicts):
            stop = hunk.new_start + len(hunk.after)
            last = DiffHunk(
                last.start,
                hunk.end,
                tuple(old[last.start : hunk.end]),
                tuple(new[last.new_start : stop]),
                last.new_start,
            )
            continue
        if last:
            yield last
        last = hunk
    if last:
        yield last


def line_opcodes(old: Sequence[str], new: Sequence[str]) -> Sequence[Opcode]:
    """difflib's opcodes of two lists of lines."""
    return difflib.SequenceMatcher(None, old, new).get_opcodes()


def _hunk_rules(outcome: Outcome, hunk: DiffHunk) -> tuple[str, ...]:
    """The rules whose findings stand on the lines of a hunk, or else the nearest one's."""
    found = [c.rule for c in outcome.changes if hunk.touches(c.line, c.end_line)]
    for decision in outcome.decisions:
        spans = (span for span in (decision.ours, decision.theirs) if span)
        if any(hunk.touches(*span) for span in spans):
            found.append(decision.rule)
    if not found and outcome.changes:
        near = min(outcome.changes, key=lambda c: abs(c.line - hunk.start - 1))
        found.append(near.rule)
    return tuple(sorted(set(found)))


def _join_groups(found: Sequence[DiffHunk]) -> Iterator[DiffHunk]:
    """The hunks with those of one group that change the use of the same name."""
    parents = list(range(len(found)))

    def root(one: int) -> int:
        while parents[one] != one:
            one = parents[one]
        return one

    users: dict[str, list[int]] = defaultdict(list)
    for number, hunk in enumerate(found):
        for name in _changed_names(hunk.before) ^ _changed_names(hunk.after):
            users[name].append(number)
    for numbers in users.values():
        for other in numbers[1:]:
            parents[root(other)] = root(numbers[0])
    for number, hunk in enumerate(found):
        yield replace(hunk, group=root(number))


def _changed_names(lines: Sequence[str]) -> set[str]:
    return {word for word in _NAME.findall("".join(lines)) if not keyword.iskeyword(word)}
