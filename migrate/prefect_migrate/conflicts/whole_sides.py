"""The sides as git holds them, set against each other and the base line by line.

Between the markers of a file git has merged already: lines outside of them may stem from one side
only, and a side put together from the markers is a file that nobody wrote. Where git still has the
three versions, they are compared afresh, and nothing is merged before it is decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from prefect_migrate.conflicts.lines import Span, equal_stretches, three_way_chunks
from prefect_migrate.conflicts.segments import Common, Conflict, Conflicted, Segment
from prefect_migrate.model import Variant, split_lines

Place = Mapping[int, int]


@dataclass(frozen=True)
class WholeFile:
    """Three whole versions of a file.

    ``conflicted`` holds ours and theirs; every line in which they differ stands in a conflict,
    also where git merged it. ``base`` has the places of the lines that all three share.
    ``places`` leads from lines of ``conflicted`` to those of the file at hand, both 0-based;
    lines that git left out have none. All lines are ended; ``unended`` says that the last line of
    the result is not to be.
    """

    conflicted: Conflicted
    base: Variant
    places: Place
    unended: bool


def whole_file(at_hand: Conflicted, base: str, ours: str, theirs: str) -> WholeFile | None:
    """The three versions as one file; ``None`` without git.

    The base and theirs get the line ends of ours, where each has one kind only.
    """
    end = line_end(ours)
    texts = tuple(split_lines(_with_end(with_line_end(t, end), end)) for t in (base, ours, theirs))
    found = three_way_chunks(*texts)
    if found is None:
        return None
    builder = _Builder(at_hand.conflicts[0])
    for chunk in found:
        lines = [
            t[slice(*s)] for t, s in zip(texts, (chunk.base, chunk.ours, chunk.theirs), strict=True)
        ]
        if chunk.kind in ("same", "both"):
            builder.common(lines[1], lines[0])
        else:
            builder.changed(*lines)
    source = replace(at_hand.source, text="".join(builder.lines))
    conflicted = Conflicted(source, tuple(builder.segments))
    base_variant = Variant("base", tuple(builder.base), tuple(builder.origin), "base")
    places = dict(_side_places(conflicted, at_hand))
    return WholeFile(conflicted, base_variant, places, _stays_unended(base, ours, theirs))


def line_end(text: str) -> str | None:
    """The line end of a text that has one kind only."""
    crlf, all_ends = text.count("\r\n"), text.count("\n")
    if not all_ends or crlf not in (0, all_ends):
        return None
    return "\r\n" if crlf else "\n"


def with_line_end(text: str, end: str | None) -> str:
    """``text`` with the line end ``end``, if it has one kind only itself."""
    own = line_end(text)
    if end is None or own is None or own == end:
        return text
    return text.replace(own, end)


def _with_end(text: str, end: str | None) -> str:
    return text if not text or text.endswith("\n") else text + (end or "\n")


def _stays_unended(base: str, ours: str, theirs: str) -> bool:
    """Whether the last line stays without an end, three-way."""
    its, other, known = (bool(t) and not t.endswith("\n") for t in (ours, theirs, base))
    return other if its == known else its


class _Builder:
    """Segments in order, and the base beside them; ``model`` has the markers that are written."""

    def __init__(self, model: Conflict) -> None:
        self.model = model
        self.segments: list[Segment] = []
        self.lines: list[str] = []
        self.base: list[str] = []
        self.origin: list[int] = []

    def common(self, lines: Sequence[str], base: Sequence[str]) -> None:
        """Lines of both sides; those of the base are the same, or were changed by both alike."""
        shared = list(lines) == list(base)
        for offset, line in enumerate(base):
            self.origin.append(len(self.lines) + offset if shared else -1 - len(self.base))
            self.base.append(line)
        if not lines:
            return
        last = self.segments[-1] if self.segments else None
        if isinstance(last, Common):
            self.segments[-1] = replace(last, lines=(*last.lines, *lines))
        else:
            self.segments.append(Common(tuple(lines), len(self.lines)))
        self.lines += lines

    def changed(self, base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> None:
        """Lines that one side or both changed; what both hold alike goes out of the conflict."""
        for line in base:
            self.origin.append(-1 - len(self.base))
            self.base.append(line)
        at = other = 0
        shared = equal_stretches(ours, theirs) if ours and theirs else []
        for start, its, size in [*shared, (len(ours), len(theirs), 0)]:
            if start > at or its > other:
                self._conflict(ours[at:start], theirs[other:its])
            if size:
                self.common(ours[start : start + size], ())
            at, other = start + size, its + size

    def _conflict(self, ours: Sequence[str], theirs: Sequence[str]) -> None:
        conflict = replace(
            self.model,
            ours=tuple(ours),
            theirs=tuple(theirs),
            base=None,
            base_conflicted=False,
            start=len(self.lines),
        )
        self.segments.append(conflict)
        self.lines += conflict.lines


def _side_places(conflicted: Conflicted, at_hand: Conflicted) -> Iterator[tuple[int, int]]:
    """Where each line of a side stands in the file at hand, as far as it does."""
    for side in ("ours", "theirs"):
        whole, marked = conflicted.variant(side), at_hand.variant(side)
        for start, other, size in equal_stretches(
            _plain_lines(whole.lines), _plain_lines(marked.lines)
        ):
            yield from zip(
                whole.origin[start : start + size],
                marked.origin[other : other + size],
                strict=True,
            )


def _plain_lines(lines: Sequence[str]) -> list[str]:
    return [line.rstrip("\r\n") + "\n" for line in lines]


def place_span(span: Span, places: Place) -> Span | None:
    """1-based inclusive lines of the file at hand for such lines of the three versions."""
    found = [places[at] for at in range(span[0] - 1, span[1]) if at in places]
    return (min(found) + 1, max(found) + 1) if found else None
