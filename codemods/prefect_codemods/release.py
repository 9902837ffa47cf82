"""Releases of the library that is migrated: ``0.13.19``, or a whole series such as ``0.13``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering

_WRITTEN = re.compile(r"v?(\d{1,4})(?:\.(\d{1,4}|x)(?:\.(\d{1,4}|x))?)?")
_END = 10_000


@total_ordering
@dataclass(frozen=True, slots=True)
class Release:
    """One release, or a series: without ``patch`` any patch, without ``minor`` any minor release.

    A series sorts before its own releases, and after those of the series before it.

    >>> Release.parse("0.13.19") < Release.parse("0.14") < Release.parse("1.x")
    True
    """

    major: int
    minor: int | None = None
    patch: int | None = None

    @classmethod
    def parse(cls, text: str) -> Release:
        """``0.13``, ``0.13.19``, ``3``, ``1.x`` or ``3.9`` as a release.

        Raises ``ValueError`` for anything else.
        """
        found = _WRITTEN.fullmatch(text.strip())
        if found is None or (found[2] == "x" and found[3] not in (None, "x")):
            raise ValueError(f"`{text}` is not a release: write 0.13, 0.13.19 or 1.x")
        minor, patch = (None if part in (None, "x") else int(part) for part in found.groups()[1:])
        return cls(int(found[1]), minor, patch)

    @property
    def first(self) -> tuple[int, int, int]:
        """The first release that is meant, as three numbers."""
        return self.major, self.minor or 0, self.patch or 0

    @property
    def last(self) -> tuple[int, int, int]:
        """The last release that is meant; an open number is higher than every known one."""
        minor = _END if self.minor is None else self.minor
        return self.major, minor, _END if self.patch is None else self.patch

    def reaches(self, other: Release) -> bool:
        """Whether what is meant here may be ``other`` or later: 0.15 reaches 0.15.4."""
        return self.last >= other.first

    def overlaps(self, first: Release, last: Release) -> bool:
        """Whether what is meant here may lie between ``first`` and ``last``, both included."""
        return self.last >= first.first and self.first <= last.last

    def within(self, series: Release) -> bool:
        """Whether all that is meant here belongs to ``series``: 0.14.2 is within 0.14."""
        return series.first <= self.first and self.last <= series.last

    def __lt__(self, other: Release) -> bool:
        return self._key() < other._key()

    def _key(self) -> tuple[int, int, int]:
        minor = -1 if self.minor is None else self.minor
        return self.major, minor, -1 if self.patch is None else self.patch

    def __str__(self) -> str:
        if self.minor is None:
            return f"{self.major}.x"
        return f"{self.major}.{self.minor}" + ("" if self.patch is None else f".{self.patch}")
