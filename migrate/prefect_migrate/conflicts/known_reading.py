"""Which reading of ambiguous markers is right, where git has the two sides: the one they hold.

A heading of seven letters is underlined (``=======``) by what looks like the middle of a conflict.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from prefect_migrate.conflicts.segments import Conflicted
from prefect_migrate.model import Side, split_lines

_SIDES: tuple[Side, ...] = ("ours", "base", "theirs")


def parts_stand_in(ours: str, base: str, theirs: str) -> Callable[[Conflicted], bool]:
    """Accepts a reading if each of its parts stands in the version that it is of."""
    versions: dict[Side, str] = {
        side: _joined(split_lines(text))
        for side, text in zip(_SIDES, (ours, base, theirs), strict=True)
    }

    def holds(conflicted: Conflicted) -> bool:
        return all(
            _joined(conflict.part(side)[0]) in text
            for conflict in conflicted.conflicts
            for side, text in versions.items()
        )

    return holds


def _joined(lines: Sequence[str]) -> str:
    return "\n" + "".join(line.rstrip("\r\n") + "\n" for line in lines)
