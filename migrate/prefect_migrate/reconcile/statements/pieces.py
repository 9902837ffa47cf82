"""What a merge of Python is made of: lines with their origin, and spans that stay open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from prefect_migrate.reconcile.statements.elements import Span

Side = Literal["newer", "older"]
Action = Literal["newer", "older", "merged", "dropped"]


class Taken(NamedTuple):
    """A line of the result, and the 0-based line of the side that it stands on.

    A ``rule`` line stands on neither side; ``rule`` then says what made it.
    """

    text: str
    source: Literal["newer", "older", "rule"]
    line: int = -1
    rule: str = ""


@dataclass(frozen=True, slots=True)
class OpenPlace:
    """A place where a person must choose: the lines of each version that stand for it.

    Spans are half-open ranges of 0-based lines, empty where a version has nothing there; ``base``
    is ``None`` where no base is known or nothing of it stands there.
    """

    newer: Span
    older: Span
    base: Span | None
    reason: str


@dataclass(frozen=True, slots=True)
class StatementChoice:
    """One thing that was decided; spans as in ``OpenPlace``, ``None`` where a side lacks it.

    ``equal`` says that both sides mean the same; ``dropped`` names what only the other side has.
    """

    kind: Literal["imports", "code"]
    subject: str
    action: Action
    reason: str
    newer: Span | None = None
    older: Span | None = None
    equal: bool = False
    dropped: tuple[str, ...] = ()


Piece = Taken | OpenPlace


def taken_lines(lines: Sequence[str], source: Side, start: int) -> list[Piece]:
    """Lines of one side as they stand; ``start`` is the place of the first."""
    return [Taken(line, source, start + offset) for offset, line in enumerate(lines)]


def traced_lines(
    result: Sequence[str],
    newer: tuple[Sequence[str], int],
    older: tuple[Sequence[str], int],
    rule: str,
) -> list[Piece]:
    """Merged lines, each with its origin; a side is given as its lines and their place."""
    found = [Taken(line, "rule", -1, rule) for line in result]
    sides: tuple[tuple[Side, tuple[Sequence[str], int]], ...] = (("older", older), ("newer", newer))
    for source, (lines, start) in sides:
        matcher = SequenceMatcher(None, list(lines), list(result), autojunk=False)
        for block in matcher.get_matching_blocks():
            for offset in range(block.size):
                at = block.b + offset
                found[at] = Taken(result[at], source, start + block.a + offset)
    return list(found)


Lines = Sequence[str]


def trimmed_place(place: OpenPlace, newer: Lines, older: Lines, base: Lines | None) -> list[Piece]:
    """An open place without the lines that all versions begin or end with.

    Whichever of them is chosen, the text is the same as before; the conflict is smaller.
    """
    (start, end), (other_start, other_end) = place.newer, place.older
    its = place.base
    texts = [list(newer[start:end]), list(older[other_start:other_end])]
    if base is not None:
        texts.append(list(base[slice(*its)]) if its is not None else [])
    before = _count_same_start(texts)
    behind = _count_same_start([lines[before:][::-1] for lines in texts])
    if its is not None:
        its = its[0] + before, its[1] - behind
    inner = OpenPlace(
        (start + before, end - behind),
        (other_start + before, other_end - behind),
        its,
        place.reason,
    )
    above = taken_lines(newer[start : start + before], "newer", start)
    return [*above, inner, *taken_lines(newer[end - behind : end], "newer", end - behind)]


def _count_same_start(versions: Sequence[Lines]) -> int:
    """How many lines all of them begin with."""
    count = 0
    for lines in zip(*versions, strict=False):
        if any(line != lines[0] for line in lines):
            break
        count += 1
    return count


def joined_pieces(
    pieces: Iterable[Piece], newer: Lines, older: Lines, base: Lines | None
) -> list[Piece]:
    """The pieces with open places trimmed, those that touch made one, and every line ended."""
    result: list[Piece] = []
    end = "\r\n" if newer and newer[0].endswith("\r\n") else "\n"
    for whole in pieces:
        parts = (
            trimmed_place(whole, newer, older, base) if isinstance(whole, OpenPlace) else [whole]
        )
        for piece in parts:
            before = result[-1] if result else None
            if isinstance(before, OpenPlace) and isinstance(piece, OpenPlace):
                if _touch(before, piece):
                    result[-1] = _joined_undecided(before, piece)
                    continue
            elif isinstance(before, Taken) and not before.text.endswith("\n"):
                result[-1] = before._replace(text=before.text + end)
            result.append(piece)
    return result


def _touch(first: OpenPlace, second: OpenPlace) -> bool:
    return first.newer[1] == second.newer[0] and first.older[1] == second.older[0]


def _joined_undecided(first: OpenPlace, second: OpenPlace) -> OpenPlace:
    base = first.base or second.base
    if first.base and second.base:
        base = min(first.base[0], second.base[0]), max(first.base[1], second.base[1])
    reasons = dict.fromkeys([*first.reason.split("; "), *second.reason.split("; ")])
    return OpenPlace(
        (first.newer[0], second.newer[1]),
        (first.older[0], second.older[1]),
        base,
        "; ".join(reasons),
    )


def filled_from(
    pieces: Iterable[Piece], side: Literal["newer", "older", "base"], lines: Sequence[str]
) -> str:
    """The result with every open place filled from one version, whose ``lines`` are given."""
    found: list[str] = []
    for piece in pieces:
        if isinstance(piece, Taken):
            more = piece.text
        else:
            start, end = getattr(piece, side) or (0, 0)
            more = "".join(lines[start:end])
        if found and more and not found[-1].endswith("\n"):
            found[-1] += "\n"
        found += [more] if more else []
    return "".join(found)
