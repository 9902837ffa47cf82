"""A three-way merge by line, as spans: git finds the differences, the rest is bookkeeping."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from prefect_migrate.git_process import GitError, run_outside
from prefect_migrate.locked_folders import scratch_folder

Kind = Literal["same", "ours", "theirs", "both", "conflict"]
Span = tuple[int, int]

_HUNK = re.compile(rb"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", re.MULTILINE)


_PART = 200
"""Up to how many lines are compared without git."""
_MOST_STEPS = 4_000_000
"""Pairs of equal lines, times lines, that are compared all with all."""
_WINDOW = 80
Line = TypeVar("Line", bound=Hashable)
Opcode = tuple[Literal["replace", "delete", "insert", "equal"], int, int, int, int]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of the three files; spans are 0-based and half open.

    ``kind`` says who changed it since the base: nobody, one side, both sides alike (``both``), or
    both in different ways.
    """

    kind: Kind
    ours: Span
    base: Span
    theirs: Span

    @property
    def starts(self) -> tuple[int, int, int]:
        """The first lines of ours, the base and theirs."""
        return self.ours[0], self.base[0], self.theirs[0]

    @property
    def ends(self) -> tuple[int, int, int]:
        """The lines behind the last ones."""
        return self.ours[1], self.base[1], self.theirs[1]


@dataclass(frozen=True, slots=True)
class _Hunk:
    """Lines of the base, and what takes their place."""

    start: int
    end: int
    length: int


def three_way_chunks(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]
) -> tuple[Chunk, ...] | None:
    """The three files cut into chunks that cover all of each; ``None`` without git.

    As for git, changes of both sides that touch are one conflict.
    """
    return _chunks_of_hunks(_diff_hunks(base, ours), _diff_hunks(base, theirs), base, ours, theirs)


def chunks_of_part(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]
) -> tuple[Chunk, ...]:
    """Three versions of a part of a file, such as a paragraph, cut in the same way.

    A page has hundreds of them: starting git for each would take the most of the time.
    """
    if max(len(base), len(ours), len(theirs)) > _PART and (
        found := three_way_chunks(base, ours, theirs)
    ):
        return found
    made = _chunks_of_hunks(_own_hunks(base, ours), _own_hunks(base, theirs), base, ours, theirs)
    assert made is not None
    return made


def _chunks_of_hunks(
    first: list[_Hunk] | None,
    second: list[_Hunk] | None,
    base: Sequence[str],
    ours: Sequence[str],
    theirs: Sequence[str],
) -> tuple[Chunk, ...] | None:
    if first is None or second is None:
        return None
    found: list[Chunk] = []
    done = _Place(0, 0, 0)
    i = j = 0
    while i < len(first) or j < len(second):
        starts = [hunks[k].start for hunks, k in ((first, i), (second, j)) if k < len(hunks)]
        lower = upper = min(starts)
        before = (i, j)
        growing = True
        while growing:
            growing = False
            if i < len(first) and first[i].start <= upper:
                upper, i, growing = max(upper, first[i].end), i + 1, True
            if j < len(second) and second[j].start <= upper:
                upper, j, growing = max(upper, second[j].end), j + 1, True
        done = done.keep(lower, found)
        mine, other = first[before[0] : i], second[before[1] : j]
        done = done.change(upper, mine, other, ours, theirs, found)
    done.keep(len(base), found)
    return tuple(found)


def equal_stretches(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    """The equal stretches of two files: 0-based line in ``old``, in ``new``, and length."""
    hunks = _diff_hunks(old, new)
    if hunks is None:  # without git
        return [
            (match.a, match.b, match.size)
            for match in difflib.SequenceMatcher(None, old, new).get_matching_blocks()
        ]
    found: list[tuple[int, int, int]] = []
    at = other = 0
    for hunk in (*hunks, _Hunk(len(old), len(old), 0)):
        if hunk.start > at:
            found.append((at, other, hunk.start - at))
        other += hunk.start - at + hunk.length
        at = hunk.end
    return found


def matching_lines(old: Sequence[Line], new: Sequence[Line]) -> list[tuple[int, int, int]]:
    """The equal stretches of two texts: line in ``old``, in ``new``, and length.

    Lines that stand once in both part long texts, and only what lies between these is compared:
    the time grows with the lines, not with their square.
    """
    if max(len(old), len(new)) <= _PART:
        return [stretch for stretch in _stretches(old, new) if stretch[2]]
    counts = Counter(old), Counter(new)
    places = {line: j for j, line in enumerate(new) if counts[1][line] == 1}
    unique = [
        (i, places[line]) for i, line in enumerate(old) if counts[0][line] == 1 and line in places
    ]
    found: list[tuple[int, int, int]] = []
    at = other = 0
    for i, j in [*_rising(unique), (len(old), len(new))]:
        for start, its, size in _stretches(old[at:i], new[other:j]):
            _append_stretch(found, at + start, other + its, size)
        if i < len(old):
            _append_stretch(found, i, j, 1)
        at, other = i + 1, j + 1
    return found


def line_opcodes(old: Sequence[Line], new: Sequence[Line]) -> Iterator[Opcode]:
    """difflib's opcodes of two texts, in the time of ``matching_lines``."""
    at = other = 0
    for start, its, size in [*matching_lines(old, new), (len(old), len(new), 0)]:
        if at < start and other < its:
            yield "replace", at, start, other, its
        elif at < start:
            yield "delete", at, start, other, its
        elif other < its:
            yield "insert", at, start, other, its
        at, other = start + size, its + size
        if size:
            yield "equal", start, at, its, other


def equal_share(old: Sequence[Line], new: Sequence[Line]) -> float:
    """difflib's ratio of two texts, in the time of ``matching_lines``: 1 where they are equal."""
    length = len(old) + len(new)
    equal = sum(size for _, _, size in matching_lines(old, new))
    return equal * 2 / length if length else 1.0


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs that rise in both places."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [j]
        last[length : length + 1] = [number]
    run: list[tuple[int, int]] = []
    at = last[-1] if last else -1
    while at >= 0:
        run.append(pairs[at])
        at = before[at]
    return run[::-1]


def _stretches(old: Sequence[Line], new: Sequence[Line]) -> Iterator[tuple[int, int, int]]:
    if old == new:
        yield 0, 0, len(old)
        return
    counts = Counter(new)
    pairs = sum(counts[line] for line in old)
    if pairs * min(len(old), len(new)) > _MOST_STEPS:
        yield from _stretches_in_windows(old, new)
        return
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    yield from (tuple(block) for block in matcher.get_matching_blocks())  # type: ignore[misc]


def _stretches_in_windows(
    old: Sequence[Line], new: Sequence[Line]
) -> Iterator[tuple[int, int, int]]:
    """The equal stretches of long texts whose lines all stand there many times.

    To compare all with all takes the cube of their number: some lines of each are compared, then
    the next ones.
    """
    at = other = 0
    while at < len(old) and other < len(new):
        first, second = old[at : at + _WINDOW], new[other : other + _WINDOW]
        matcher = difflib.SequenceMatcher(None, first, second, autojunk=False)
        end = its_end = _WINDOW // 2
        for start, its, size in matcher.get_matching_blocks():
            if size:
                yield at + start, other + its, size
                end, its_end = max(end, start + size), max(its_end, its + size)
        at, other = at + end, other + its_end


def _append_stretch(found: list[tuple[int, int, int]], start: int, other: int, size: int) -> None:
    """Add a stretch, to the one before where the two touch."""
    if found and (found[-1][0] + found[-1][2], found[-1][1] + found[-1][2]) == (start, other):
        found[-1] = found[-1][0], found[-1][1], found[-1][2] + size
    elif size:
        found.append((start, other, size))


@dataclass(frozen=True, slots=True)
class _Place:
    """How far each file is done."""

    ours: int
    base: int
    theirs: int

    def keep(self, upper: int, found: list[Chunk]) -> _Place:
        length = upper - self.base
        end = _Place(self.ours + length, upper, self.theirs + length)
        if length:
            found.append(self._chunk("same", end))
        return end

    def change(
        self,
        upper: int,
        mine: Sequence[_Hunk],
        other: Sequence[_Hunk],
        ours: Sequence[str],
        theirs: Sequence[str],
        found: list[Chunk],
    ) -> _Place:
        length = upper - self.base
        end = _Place(
            self.ours + length + _grown_by(mine), upper, self.theirs + length + _grown_by(other)
        )
        kind: Kind = "ours" if not other else "theirs" if not mine else "conflict"
        alike = ours[self.ours : end.ours] == theirs[self.theirs : end.theirs]
        found.append(self._chunk("both" if kind == "conflict" and alike else kind, end))
        return end

    def _chunk(self, kind: Kind, end: _Place) -> Chunk:
        return Chunk(kind, (self.ours, end.ours), (self.base, end.base), (self.theirs, end.theirs))


def _grown_by(hunks: Sequence[_Hunk]) -> int:
    return sum(hunk.length - (hunk.end - hunk.start) for hunk in hunks)


def _diff_hunks(old: Sequence[str], new: Sequence[str]) -> list[_Hunk] | None:
    """The differences, as ``git merge-file`` finds them."""
    if list(old) == list(new):
        return []
    with scratch_folder() as folder:
        for name, lines in (("old", old), ("new", new)):
            Path(folder, name).write_bytes("".join(lines).encode("utf-8", "surrogateescape"))
        try:
            ran = run_outside(
                folder,
                *("diff", "--no-index", "--text", "--unified=0", "--inter-hunk-context=0"),
                *("--no-color", "--no-ext-diff", "--no-textconv", "--no-indent-heuristic"),
                *("--diff-algorithm=myers", "old", "new"),
            )
        except GitError:
            return None
    if ran.code != 1:
        return None
    return [_hunk_of_match(match) for match in _HUNK.finditer(ran.output)]


def _own_hunks(old: Sequence[str], new: Sequence[str]) -> list[_Hunk]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    changed = (found for found in matcher.get_opcodes() if found[0] != "equal")
    return [_Hunk(i1, i2, j2 - j1) for _, i1, i2, j1, j2 in changed]


def _hunk_of_match(match: re.Match[bytes]) -> _Hunk:
    """A hunk without lines on the old side names the line before it."""
    start, count, _, length = (int(group or 1) for group in match.groups())
    first = start if match[2] == b"0" else start - 1
    count = 0 if match[2] == b"0" else count
    return _Hunk(first, first + count, 0 if match[4] == b"0" else length)
