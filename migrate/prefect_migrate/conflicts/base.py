"""The base of a conflicted file: what it is, how it was found, how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from prefect_migrate.conflicts.lines import Span, equal_stretches
from prefect_migrate.conflicts.segments import Conflict, Conflicted
from prefect_migrate.model import Direction, Grade, Side, split_lines

Ancestor = Literal["ours", "theirs"]
_VERSIONS: tuple[Side, ...] = ("ours", "base", "theirs")
MARKERS, INDEX = "the conflict markers", "git's index"


@dataclass(frozen=True, slots=True)
class WholeSides:
    """Ours and theirs as git holds them, whole.

    ``untouched`` says that the file at hand is what git made of them; else somebody has worked on
    it since.
    """

    ours: str
    theirs: str
    untouched: bool = True


@dataclass(frozen=True, slots=True)
class BaseFound:
    """The common ancestor of the two sides.

    ``text`` is the whole file, ``None`` where it wasn't found. ``ancestor`` names the side that
    *is* the base, so that the other side's text is the three-way result. ``evidence`` are
    sentences for the report, strongest first. ``grade`` is how sure it is: ``proven`` for stages,
    blobs and true diff3; ``equivalent`` where it could be zdiff3, whose base parts may hold lines
    more; ``needs-review`` where nothing was found. ``unmerged`` says that git's index lists the
    file as unmerged, so that no marker in it is a mere example. ``run`` is the direction that the
    files of the run with the same labels agree on, or that they contradict each other. ``sides``
    are the two sides where git has them: what the markers hold is merged in part already.
    ``found`` says where the base stood.
    """

    text: str | None = None
    evidence: tuple[str, ...] = ()
    ancestor: Ancestor | None = None
    grade: Grade = Grade.NEEDS_REVIEW
    unmerged: bool = False
    run: Direction | None = None
    sides: WholeSides | None = None
    found: str = "the history"

    @property
    def reading(self) -> Callable[[Conflicted], bool] | None:
        """What tells the right reading of ambiguous markers, where git has the sides."""
        if self.sides is None or self.text is None or not self.unmerged:
            return None
        return parts_stand_in(self.sides.ours, self.text, self.sides.theirs)


def side_equal_to_base(ours: str, base: str, theirs: str) -> Ancestor | None:
    """The side that equals the base, the last newline aside.

    ``None`` if neither does, or both (then there is nothing to merge).
    """
    same_ours, same_theirs = (
        _without_last_end(ours) == _without_last_end(base),
        _without_last_end(theirs) == _without_last_end(base),
    )
    if same_ours == same_theirs:
        return None
    return "ours" if same_ours else "theirs"


def of_parts(conflicted: Conflicted) -> BaseFound | None:
    """What the base parts of the markers tell; ``None`` for a two-way file.

    git's zdiff3 takes lines that both sides begin or end with out of a conflict, and leaves them
    in its base part. A file where two sides still begin or end alike is true diff3.
    """
    base = conflicted.variants["base"]
    if base is None:
        return None
    ours, theirs = conflicted.variant("ours"), conflicted.variant("theirs")
    ancestor = side_equal_to_base(ours.text, base.text, theirs.text)
    if ancestor is not None:
        evidence = f"in every conflict the base part equals {ancestor}"
        return BaseFound(base.text, (evidence,), ancestor, Grade.PROVEN, found=MARKERS)
    if any(_share_an_edge(c.ours, c.theirs) for c in conflicted.conflicts):
        evidence = "the markers hold the base (diff3)"
        return BaseFound(base.text, (evidence,), None, Grade.PROVEN, found=MARKERS)
    evidence = "the markers hold a base part, of diff3 or zdiff3"
    return BaseFound(base.text, (evidence,), None, Grade.EQUIVALENT, found=MARKERS)


def _share_an_edge(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    return bool(ours and theirs) and (ours[0] == theirs[0] or ours[-1] == theirs[-1])


def _without_last_end(text: str) -> str:
    return text.removesuffix("\n").removesuffix("\r")


def parts_stand_in(ours: str, base: str, theirs: str) -> Callable[[Conflicted], bool]:
    """Accepts a reading of ambiguous markers if each of its parts stands in the version that it is of.

    A heading of seven letters is underlined (``=======``) by what looks like the middle of a
    conflict.
    """
    versions: dict[Side, str] = {
        side: _joined_lines(split_lines(text))
        for side, text in zip(_VERSIONS, (ours, base, theirs), strict=True)
    }

    def holds(conflicted: Conflicted) -> bool:
        return all(
            _joined_lines(conflict.part(side)[0]) in text
            for conflict in conflicted.conflicts
            for side, text in versions.items()
        )

    return holds


def _joined_lines(lines: Sequence[str]) -> str:
    return "\n" + "".join(line.rstrip("\r\n") + "\n" for line in lines)


def base_lines(conflicted: Conflicted, conflict: Conflict, base: str) -> tuple[str, ...]:
    """The lines of a base that came from git, for one conflict of a file with two-way markers.

    Those between the lines that the base shares with both sides, above and below.
    """
    lines = split_lines(base)
    sides: tuple[Side, Side] = ("ours", "theirs")
    ours, theirs = (_lines_around(conflicted, conflict, side, lines) for side in sides)
    start, end = min(ours[0], theirs[0]), max(ours[1], theirs[1])
    return tuple(lines[start : max(start, end)])


def _lines_around(conflicted: Conflicted, conflict: Conflict, side: Side, base: list[str]) -> Span:
    """The lines of the base between the nearest ones of a side outside of the conflict."""
    variant = conflicted.variant(side)
    above, below = 0, len(base)
    for start, other, size in equal_stretches(base, variant.lines):
        for offset in range(size):
            at = variant.origin[other + offset]
            if at < conflict.start:
                above = start + offset + 1
            elif at > conflict.end:
                return above, start + offset
    return above, below
