"""Conflicts that stay: whole blocks of both sides between the original markers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from prefect_migrate.conflicts import Conflict, Conflicted
from prefect_migrate.model import Line, Origin, Remaining, Variant, conflict_id
from prefect_migrate.reconcile.edits import LineEdit
from prefect_migrate.reconcile.result import ConflictPlace, Sides, Span, Undecided, text_of

Undecideds = tuple[Undecided, ...]
Changed = Callable[[ConflictPlace], bool]

MARKER = Origin("marker")
LINE_END = Origin("rule", rule="line-end")


def joined_items(sides: Sides, undecided: Iterable[Undecided], *, blanks: bool) -> list[Undecided]:
    """The same in file order; those that meet on the newer side become one.

    With ``blanks`` they meet also over blank lines, as blocks of a page do.
    """
    result: list[Undecided] = []
    for item in sorted(undecided, key=lambda u: (u.newer, u.older)):
        if result and _meet(sides.newer, result[-1].newer, item.newer, blanks=blanks):
            last = result[-1]
            reasons = dict.fromkeys((last.reason, item.reason))
            base = _enclosing_span(last.base, item.base) if last.base and item.base else None
            result[-1] = replace(
                last,
                newer=_enclosing_span(last.newer, item.newer),
                older=_enclosing_span(last.older, item.older),
                base=base,
                reason="; ".join(reasons),
                whole=last.whole or item.whole,
            )
        else:
            result.append(item)
    return result


def _meet(variant: Variant, first: Span, second: Span, *, blanks: bool) -> bool:
    if second[0] < first[1]:
        return True
    between = variant.lines[first[1] : second[0]]
    return blanks and all(not line.strip() for line in between)


def _enclosing_span(a: Span, b: Span) -> Span:
    if a[0] == a[1]:
        return b
    if b[0] == b[1]:
        return a
    return min(a[0], b[0]), max(a[1], b[1])


def narrowed_item(
    sides: Sides, item: Undecided, widen: Callable[[Undecided], Undecided], *, blanks: bool
) -> Undecideds:
    """What of an item differs, conflict by conflict; the item where that can't be had.

    ``widen`` is a part that may stand in markers of its own: the part, or what it belongs to.
    """
    shared = None if item.exact or item.whole else _shared(sides, item)
    if shared and shows_base(sides):  # what only the two sides share is no line of the base
        of_base = set(sides.base.origin) if sides.base is not None else set()
        shared = [pair for pair in shared if sides.newer.origin[pair[0]] in of_base]
    if shared is None:
        return (item,)
    found: list[Undecided] = []
    newer, older = item.newer[0], item.older[0]
    for its, other in [*shared, (item.newer[1], item.older[1])]:
        if (newer, older) != (its, other):
            spans = (newer, its), (older, other)
            part = widen(replace(item, newer=spans[0], older=spans[1], exact=True))
            found.append(replace(part, base=_base_of(sides, part)))
        newer, older = its + 1, other + 1
    parts = _of_one_base(joined_items(sides, found, blanks=blanks))
    if len(parts) == 1 and (parts[0].newer, parts[0].older) == (item.newer, item.older):
        return (item,)
    return tuple(parts)


def shows_base(sides: Sides) -> bool:
    """Whether the markers of the file hold base parts, so that those that stay do so too."""
    return any(conflict.bar is not None for conflict in sides.conflicted.conflicts)


def as_they_stand(sides: Sides, items: Sequence[Undecided], decided: Changed) -> Undecideds:
    """The items; where nothing of a conflict is ``decided``, the conflict as it stands in the file.

    For files whose markers hold the base: a part of it can't be told from the rest for certain.
    """
    starts = [item.newer[0] for item in items]
    instead: dict[int, Undecided | None] = {}
    for place in sides.places:
        if place.base is None or decided(place):
            continue
        first = bisect_left(starts, place.newer[0])
        last = bisect_right(starts, place.newer[1])
        inside = [
            n for n in range(first, last) if _lies_in_conflict(items[n], place) and n not in instead
        ]
        if inside:
            reasons = dict.fromkeys(items[n].reason for n in inside)
            instead |= dict.fromkeys(inside)
            instead[inside[0]] = replace(
                items[inside[0]],
                newer=place.newer,
                older=place.older,
                base=place.base,
                reason="; ".join(reasons),
                exact=True,
            )
    left = (instead.get(number, item) for number, item in enumerate(items))
    return tuple(item for item in left if item is not None)


def _lies_in_conflict(item: Undecided, place: ConflictPlace) -> bool:
    spans = ((item.newer, place.newer), (item.older, place.older))
    return all(outer[0] <= inner[0] and inner[1] <= outer[1] for inner, outer in spans)


def with_own_bases(sides: Sides, items: Iterable[Undecided]) -> Undecideds:
    """The items, each with its lines of the base; no line of it stands in two of them."""
    result: list[Undecided] = []
    end = 0
    for item in items:
        start, stop = item.base if item.exact and item.base else _base_of(sides, item) or (0, 0)
        start = max(start, end)
        end = max(start, stop)
        result.append(replace(item, base=(start, end)))
    return tuple(result)


def _of_one_base(parts: Iterable[Undecided]) -> list[Undecided]:
    """The parts, those as one that stand for the same lines of the base."""
    result: list[Undecided] = []
    for part in parts:
        last = result[-1] if result else None
        if last and last.base and part.base and part.base[0] < last.base[1]:
            result[-1] = replace(
                last,
                newer=(last.newer[0], part.newer[1]),
                older=(last.older[0], part.older[1]),
                base=(min(last.base[0], part.base[0]), max(last.base[1], part.base[1])),
            )
        else:
            result.append(part)
    return result


def _shared(sides: Sides, item: Undecided) -> list[Span] | None:
    """The lines of an item that both sides share, as pairs of places in the variants.

    ``None`` where one side has such a line inside the item and the other elsewhere.
    """
    newer = {sides.newer.origin[i]: i for i in range(*item.newer)}
    older = {sides.older.origin[i]: i for i in range(*item.older)}
    common = sides.common
    its, other = ([o for o in places if o in common] for places in (newer, older))
    return [(newer[o], older[o]) for o in its] if its == other else None


def marked_edit(sides: Sides, item: Undecided, edits: Iterable[LineEdit]) -> LineEdit:
    """The edit that puts both sides of ``item`` between markers, beside other ``edits``."""
    newer, older = _whole(sides, item)
    if any(edit.start < newer[1] and newer[0] < edit.end for edit in edits):
        newer, older = item.newer, item.older  # what is decided there is to stay
    model = _nearest(sides, item)
    parts = {
        sides.newer.side: _marked_lines(sides, sides.newer, newer, model.eol),
        sides.older.side: _marked_lines(sides, sides.older, older, model.eol),
    }
    lines = [Line(model.opener, MARKER), *parts["ours"]]
    base = item.base or _base_of(sides, replace(item, newer=newer, older=older))
    if sides.base is not None and base is not None and model.bar is not None:
        lines += [Line(model.bar, MARKER), *_marked_lines(sides, sides.base, base, model.eol)]
    lines += [Line(model.separator, MARKER), *parts["theirs"]]
    closer = model.closer if model.closer.endswith("\n") else model.closer + model.eol
    return LineEdit(*newer, (*lines, Line(closer, MARKER)))


def without_added_end(lines: tuple[Line, ...], conflicted: Conflicted) -> tuple[Line, ...]:
    """``lines`` with the file's missing last line end, where a closing marker is its end."""
    closers = {conflict.closer for conflict in conflicted.conflicts}
    if lines and lines[-1].origin == MARKER and lines[-1].text.rstrip("\r\n") in closers:
        return (*lines[:-1], Line(lines[-1].text.rstrip("\r\n"), MARKER))
    return lines


def _base_of(sides: Sides, item: Undecided) -> Span | None:
    """The lines of the base for ``item``, rather too many than too few.

    They stand between the nearest lines with words, above and below, that all sides have.
    """
    base = sides.base
    if base is None:
        return None
    limits = sides.base_limits
    above = [
        limits[v.side][0][s[0]] for v, s in ((sides.newer, item.newer), (sides.older, item.older))
    ]
    below = [
        limits[v.side][1][s[1]] for v, s in ((sides.newer, item.newer), (sides.older, item.older))
    ]
    start, end = min(above), max(below)
    if item.base is not None:
        start, end = max(start, item.base[0]), min(end, item.base[1])
    return _without_blanks(sides.newer, item.newer, base, (start, max(start, end)))


def _without_blanks(variant: Variant, span: Span, base: Variant, part: Span) -> Span:
    """A part of the base without the blank lines that stand around the span on the other side."""
    start, end = part
    above, below = span[0] - 1, span[1]
    while start < end and above >= 0 and not (variant.lines[above] + base.lines[start]).strip():
        start, above = start + 1, above - 1
    while start < end and _blank(variant, below) and _blank(base, end - 1):
        end, below = end - 1, below + 1
    return start, end


def _whole(sides: Sides, item: Undecided) -> tuple[Span, Span]:
    """Both spans; where one is empty, the other takes its blank lines along.

    It does not where blank lines follow on the empty side too: they would appear there twice.
    """
    newer, older = item.newer, item.older
    if item.exact:
        return newer, older
    if newer[0] == newer[1] and not _blank(sides.newer, newer[0]):
        older = with_blanks(sides.older, older)
    elif older[0] == older[1] and not _blank(sides.older, older[0]):
        newer = with_blanks(sides.newer, newer)
    return newer, older


def _blank(variant: Variant, line: int) -> bool:
    return line < len(variant.lines) and not variant.lines[line].strip()


def with_blanks(variant: Variant, span: Span) -> Span:
    """The span with the blank lines after it; at the end of a file, those before it.

    A span that begins with blank lines has its own already.
    """
    start, end = span
    if start < end and not variant.lines[start].strip():
        return span
    while end < len(variant.lines) and not variant.lines[end].strip():
        end += 1
    if end == span[1] and end == len(variant.lines):
        while start and not variant.lines[start - 1].strip():
            start -= 1
    return start, end


def _nearest(sides: Sides, item: Undecided) -> Conflict:
    """The conflict of the file whose markers are written again: the first one inside."""
    conflicts = sides.conflicted.conflicts
    for variant, span in ((sides.newer, item.newer), (sides.older, item.older)):
        for line in variant.origin[slice(*span)]:
            at = bisect_right(conflicts, line, key=lambda conflict: conflict.start) - 1
            if at >= 0 and line <= conflicts[at].end:
                return conflicts[at]
    return conflicts[0]


def _marked_lines(sides: Sides, variant: Variant, span: Span, eol: str) -> list[Line]:
    lines = [_of_file(line) for line in sides.lines(variant)[span[0] : span[1]]]
    if lines and not lines[-1].text.endswith("\n"):
        lines[-1] = Line(lines[-1].text + eol, LINE_END)
    return lines


def _of_file(line: Line) -> Line:
    """A line with its place in the file; one of a base that stands in no file has none."""
    absent = line.origin.source == "base" and (line.origin.line or 0) < 0
    return replace(line, origin=Origin("base")) if absent else line


def listed_remains(
    sides: Sides, lines: Sequence[Line], undecided: Sequence[Undecided]
) -> tuple[Remaining, ...]:
    """What remains, each with the 1-based line of its first marker in the output."""
    openers = [
        number
        for number, line in enumerate(lines, 1)
        if line.origin == MARKER and line.text.startswith("<")
    ]
    return tuple(
        Remaining(
            conflict_id(text_of(sides.newer, item.newer), text_of(sides.older, item.older)),
            line,
            item.reason,
            item.help,
        )
        for line, item in zip(openers, undecided, strict=True)
    )
