"""A conflicted file cut into common lines and conflicts, and the whole variants behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from prefect_migrate.model import Diagnostic, Side, Source, Variant, conflict_id


@dataclass(frozen=True, slots=True)
class Common:
    """Lines that all sides share; ``start`` is the 0-based line of the first one."""

    lines: tuple[str, ...]
    start: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """One conflict; every line keeps its line end, the marker lines stand verbatim.

    ``start`` and ``end`` are the 0-based lines of the first and the last marker. ``base`` and
    ``bar`` (the ``|||||||`` line) are ``None`` for a two-way conflict. ``base_conflicted`` says
    that the base part holds markers of its own: the virtual base of a criss-cross merge had
    conflicts, and is no text that anybody wrote.
    """

    ours: tuple[str, ...]
    base: tuple[str, ...] | None
    theirs: tuple[str, ...]
    ours_label: str
    base_label: str
    theirs_label: str
    size: int
    opener: str
    bar: str | None
    separator: str
    closer: str
    start: int
    base_conflicted: bool = False

    @property
    def id(self) -> str:
        """The hash of the two sides; it stays when the sides swap or the labels change."""
        return conflict_id("".join(self.ours), "".join(self.theirs))

    @property
    def eol(self) -> str:
        r"""The line end of the markers, ``\n`` or ``\r\n``."""
        return "\r\n" if self.opener.endswith("\r\n") else "\n"

    @property
    def labels(self) -> tuple[str, str]:
        """What stands after ``<<<<<<<`` and after ``>>>>>>>``."""
        return self.ours_label, self.theirs_label

    @property
    def ours_start(self) -> int:
        """The 0-based line of the first line of ours."""
        return self.start + 1

    @property
    def base_start(self) -> int:
        """The 0-based line of the first line of the base part (two-way: the separator's)."""
        return self.ours_start + len(self.ours) + (self.bar is not None)

    @property
    def theirs_start(self) -> int:
        """The 0-based line of the first line of theirs."""
        return self.base_start + len(self.base or ()) + 1

    @property
    def end(self) -> int:
        """The 0-based line of the last marker."""
        return self.theirs_start + len(self.theirs)

    @property
    def lines(self) -> tuple[str, ...]:
        """All lines with the markers, as they stand in the file."""
        middle = () if self.bar is None else (self.bar, *(self.base or ()))
        return (
            self.opener,
            *self.ours,
            *middle,
            self.separator,
            *self.theirs,
            self.closer,
        )

    def part(self, side: Side) -> tuple[tuple[str, ...], int]:
        """The lines of a side and the 0-based line where they start; no lines without a base."""
        if side == "ours":
            return self.ours, self.ours_start
        if side == "theirs":
            return self.theirs, self.theirs_start
        return self.base or (), self.base_start

    def label(self, side: Side) -> str:
        """The label of a side."""
        labels = {"ours": self.ours_label, "base": self.base_label, "theirs": self.theirs_label}
        return labels[side]


Segment = Common | Conflict


@dataclass(frozen=True)
class Conflicted:
    """A file with conflicts: its segments in order, and what they make up.

    ``notes`` tell of markers that were taken as content of the file.
    """

    source: Source
    segments: tuple[Segment, ...]
    notes: tuple[Diagnostic, ...] = field(default=())

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The conflicts in file order."""
        return tuple(s for s in self.segments if isinstance(s, Conflict))

    @cached_property
    def variants(self) -> dict[str, Variant | None]:
        """The sides as whole files, under ``ours``, ``theirs`` and ``base``.

        ``base`` is ``None`` unless every conflict has a base part that somebody wrote.
        """
        with_base = all(c.base is not None and not c.base_conflicted for c in self.conflicts)
        return {
            "ours": self.variant("ours"),
            "theirs": self.variant("theirs"),
            "base": self.variant("base") if self.conflicts and with_base else None,
        }

    def variant(self, side: Side) -> Variant:
        """One side as a whole file; for ``base`` see ``variants``."""
        pairs = list(self._lines(side))
        labels = {c.label(side) for c in self.conflicts}
        return Variant(
            side,
            tuple(line for line, _ in pairs),
            tuple(origin for _, origin in pairs),
            labels.pop() if len(labels) == 1 else "",
        )

    def _lines(self, side: Side) -> Iterator[tuple[str, int]]:
        for segment in self.segments:
            if isinstance(segment, Common):
                lines, start = segment.lines, segment.start
            else:
                lines, start = segment.part(side)
            yield from zip(lines, range(start, start + len(lines)), strict=True)

    def regenerate(self) -> str:
        """The file put together again from its segments; equals ``source.text``."""
        return "".join("".join(segment.lines) for segment in self.segments)
