"""One unit of a page that both sides changed: by line, by word, by cell, by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from prefect_migrate.conflicts.lines import chunks_of_part, line_opcodes
from prefect_migrate.reconcile.line_changes import Additions, merge_lines
from prefect_migrate.reconcile.page.pieces import BOTH_CHANGED, FenceMerge, Name, Piece, Text
from prefect_migrate.reconcile.page.table_columns import with_cell
from prefect_migrate.reconcile.page.units import Unit, row_cells
from prefect_migrate.reconcile.result import Span

_WORD = re.compile(r"\S+")
_SENTENCE = re.compile(r".*?[.!?][\"')*_`]*(?:\s+|$)|.+$", re.DOTALL)
_TOKEN = re.compile(r"\s+|\]\([^)\s]*\)|`+[^`]+`+|\w[\w'\u2019-]*|.")
_NEGATION = re.compile(
    r"(?i)^(?:not?|never|nor|without|only|unless|except|neither|\w+n['\u2019]t)$"
)
_APART = 2
"""How many words have to stand between changes of the two sides in one sentence."""
_MOST_WORDS = 3
"""How many words a change within a sentence may have."""
_MARK = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])?[ \t]*")
_LISTED = re.compile(r"[ \t]*\.\. (?:toctree|autosummary|contents|hlist)::")
"""Directives of reST whose lines are the entries of a list."""
_BAR = re.compile(r"(?<!\\)\|")
_TABLE = ("row", "table head")
_UNDIVIDED = ("html", "code")
_BY_SENTENCE = ("paragraph", "item", "quote")
Hunk = tuple[int, int, int, int]
"""Words of the base, and of the side that changed them: ``[start, end)`` of each."""


def both_edited(ours: Unit, base: Unit, theirs: Unit, fence: FenceMerge) -> Iterator[Piece]:
    """What stands for a unit without its blank lines; what can't be merged stays, by line."""
    if ours.kind in ("fence", "front matter"):
        yield from fence(ours, base, theirs)
        return
    lines = tuple(by_line(ours, base, theirs))
    if all(piece.take is not None for piece in lines):
        yield from lines
        return
    merged = _contained(ours, base, theirs) or _merged_unit(ours, base, theirs)
    if merged is None and ours.kind in _UNDIVIDED:
        merged = by_statement(ours, base, theirs)
    if merged is None:
        with_whole_fences = (
            None if ours.kind in _UNDIVIDED else _with_whole_fences(ours, theirs, lines)
        )
        spans = ours.content, base.content, theirs.content
        yield from with_whole_fences or (Piece(*spans, None, BOTH_CHANGED, ours.title),)
    else:
        yield merged


def _with_whole_fences(ours: Unit, theirs: Unit, lines: Sequence[Piece]) -> list[Piece] | None:
    """The pieces, those that stay with all of a fence that they cut; ``None`` if that can't be."""
    found: list[Piece] = []
    around = [None, *lines, None]
    for before, piece, after in zip(around, lines, around[2:], strict=False):
        whole = (
            piece if piece.take is not None else _whole_fence(ours, theirs, before, piece, after)
        )
        if whole is None:
            return None
        found.append(whole)
    return found


def _whole_fence(
    ours: Unit, theirs: Unit, before: Piece | None, piece: Piece, after: Piece | None
) -> Piece | None:
    """A piece with so many of the lines around it, the same on all sides, that no fence is cut."""
    wanted = [
        (span, unit.page.unbroken(*span))
        for span, unit in ((piece.ours, ours), (piece.theirs, theirs))
    ]
    up = max(span[0] - whole[0] for span, whole in wanted)
    down = max(whole[1] - span[1] for span, whole in wanted)
    if up > _same_lines(before) or down > _same_lines(after):
        return None
    spans = [(start - up, end + down) for start, end in (piece.ours, piece.base, piece.theirs)]
    sides = ((spans[0], ours), (spans[2], theirs))
    if any(unit.page.unbroken(*span) != span for span, unit in sides):
        return None
    return replace(piece, ours=spans[0], base=spans[1], theirs=spans[2])


def _same_lines(piece: Piece | None) -> int:
    same = piece is not None and piece.take is not None and piece.rule is None
    return piece.ours[1] - piece.ours[0] if piece is not None and same else 0


def by_line(ours: Unit, base: Unit, theirs: Unit) -> Iterator[Piece]:
    """A unit line by line, as git merges."""
    texts = [list(unit.page.lines[slice(*unit.content)]) for unit in (base, ours, theirs)]
    for chunk in chunks_of_part(*texts):
        spans = (
            (ours.start + chunk.ours[0], ours.start + chunk.ours[1]),
            (base.start + chunk.base[0], base.start + chunk.base[1]),
            (theirs.start + chunk.theirs[0], theirs.start + chunk.theirs[1]),
        )
        if chunk.kind == "conflict":
            yield Piece(*spans, None, BOTH_CHANGED, ours.title)
        elif chunk.kind in ("same", "both"):
            yield Piece(*spans, "ours")
        else:
            side: Name = "ours" if chunk.kind == "ours" else "theirs"
            reason = f"only {side} changed this since the base"
            yield Piece(*spans, side, reason, ours.title, rule="three-way")


def by_statement(
    ours: Unit, base: Unit, theirs: Unit, texts: Sequence[str] | None = None
) -> Piece | None:
    """A unit whose lines each say something of their own, although the changes touch.

    ``texts`` are the three as the codemods would write them, line for line, where a side may have
    done no more than that.
    """
    units = (ours, base, theirs)
    seen = [text.splitlines(keepends=True) for text in texts or [unit.text for unit in units]]
    if any(len(lines) != unit.end - unit.start for lines, unit in zip(seen, units, strict=True)):
        return None
    for cut in (
        [_continued_lines(lines) for lines in seen],
        [_single_lines(lines) for lines in seen],
    ):
        mine, old, others = (
            ["".join(lines[slice(*span)]) for span in found]
            for lines, found in zip(seen, cut, strict=True)
        )
        listed = bool(_LISTED.match(base.text))
        order: Additions = "ours first" if listed else "conflict"
        picked = merge_lines(old, mine, others, additions=order, independent=listed)
        if picked is not None:
            break
    else:
        return None
    lines: list[Text] = []
    for side, at in picked:
        unit, written, found = (
            (ours, seen[0], cut[0]) if side == "ours" else (theirs, seen[2], cut[2])
        )
        for line in range(*found[at]):
            own = unit.page.lines[unit.start + line]
            lines.append((side, unit.start + line) if written[line] == own else written[line])
    spans = ours.content, base.content, theirs.content
    if texts is None:
        reason = "each side changed other lines"
        return Piece(*spans, "merged", reason, ours.title, rule="three-way", lines=tuple(lines))
    reason = "but for what the codemods do, each side changed other lines"
    return Piece(*spans, "merged", reason, ours.title, rule="contained-change", lines=tuple(lines))


def _single_lines(lines: Sequence[str]) -> list[Span]:
    return [(number, number + 1) for number in range(len(lines))]


def _continued_lines(lines: Sequence[str]) -> list[Span]:
    """The lines, those that a backslash joins as one."""
    found: list[Span] = []
    joined = False
    for number, line in enumerate(lines):
        start = found.pop()[0] if joined else number
        found.append((start, number + 1))
        joined = line.rstrip().endswith("\\")
    return found


def _contained(ours: Unit, base: Unit, theirs: Unit) -> Piece | None:
    """The side that made every change of the other side too, word for word, and more."""
    mine, others = _word_changes(base.text, ours.text), _word_changes(base.text, theirs.text)
    side: Name | None = "ours" if others < mine else "theirs" if mine < others else None
    if side is None:
        return None
    reason = f"{side} made the change of the other side too, and more"
    spans = ours.content, base.content, theirs.content
    return Piece(*spans, side, reason, ours.title, rule="contained-change")


def _word_changes(base: str, side: str) -> set[tuple[int, int, tuple[str, ...]]]:
    old, new = _WORD.findall(base), _WORD.findall(side)
    return {(i1, i2, tuple(new[j1:j2])) for i1, i2, j1, j2 in _hunks(old, new)}


def _merged_unit(ours: Unit, base: Unit, theirs: Unit) -> Piece | None:
    texts = ours.text, base.text, theirs.text
    if ours.kind in _TABLE:
        lines, what = _row(*texts), "cells"
    elif ours.kind in _BY_SENTENCE and not _is_literal(texts):
        lines, what = _sentences(*texts), "sentences"
    else:
        return None
    if lines is None:
        return None
    reason = f"the sides changed different {what}"
    spans = ours.content, base.content, theirs.content
    return Piece(*spans, "merged", reason, ours.title, rule="three-way", lines=lines)


def _is_literal(texts: Sequence[str]) -> bool:
    """Whether texts hold more than one paragraph, or code of reST."""
    return any("::" in text or "\n\n" in text.replace("\r", "").strip() for text in texts)


def _row(ours: str, base: str, theirs: str) -> tuple[Text, ...] | None:
    """A row of a table cell by cell; ``None`` where both sides changed one cell."""
    found = [row_cells(text) for text in (ours, base, theirs)]
    if len({len(row) for row in found}) != 1 or ours.count("\n") > 1:
        return None
    parts = _BAR.split(ours)
    first = 0 if parts[0].strip() else 1
    for at, (mine, old, other) in enumerate(zip(*found, strict=True), first):
        if other in (mine, old):
            continue
        if mine != old:
            return None
        parts[at] = with_cell(parts[at], other)
    return ("|".join(parts),)


def _sentences(ours: str, base: str, theirs: str) -> tuple[Text, ...] | None:
    """A paragraph sentence by sentence; ``None`` where both sides changed the same one."""
    texts = {"ours": ours, "base": base, "theirs": theirs}
    marks = {side: _MARK.match(text)[0] for side, text in texts.items()}  # type: ignore[index]
    found = {side: _SENTENCE.findall(text[len(marks[side]) :]) for side, text in texts.items()}
    mark = marks["theirs" if marks["ours"] == marks["base"] else "ours"]
    plain = [[" ".join(sentence.split()) for sentence in cut] for cut in found.values()]
    merged = _merged_lists(*plain)
    if merged is None:
        return _words(ours, base, theirs)
    taken = [found[side][at] for side, at in merged]
    joined = mark + "".join(text if text != text.rstrip() else f"{text} " for text in taken)
    end = ours[len(ours.rstrip()) :]
    return tuple((joined.rstrip() + end).splitlines(keepends=True))


def _words(ours: str, base: str, theirs: str) -> tuple[Text, ...] | None:
    """A paragraph word by word; ``None`` where the changes are large, or not well apart.

    A clause is a thing of its own to say, and what says no turns the meaning of all around it.
    """
    tokens = [_TOKEN.findall(text) for text in (ours, base, theirs)]
    plain = [[" " if token.isspace() else token for token in cut] for cut in tokens]
    mine, others = _hunks(plain[1], plain[0]), _hunks(plain[1], plain[2])
    for first, side in ((mine, plain[0]), (others, plain[2])):
        changed = {w for i1, i2, j1, j2 in first for w in (*plain[1][i1:i2], *side[j1:j2])}
        if any(_NEGATION.search(word) for word in changed):
            return None
        if any(
            max(_count_words(plain[1][i1:i2]), _count_words(side[j1:j2])) > _MOST_WORDS
            for i1, i2, j1, j2 in first
        ):
            return None
    if any(_count_words(plain[1][a[1] : b[0]]) < _APART for a, b in _neighbours(mine, others)):
        return None
    merged = _merged_lists(*plain)
    if merged is None:
        return None
    held = {"ours": tokens[0], "theirs": tokens[2]}
    text = "".join(held[side][at] for side, at in merged)
    return tuple(text.splitlines(keepends=True))


def _neighbours(mine: Sequence[Hunk], others: Sequence[Hunk]) -> Iterator[tuple[Hunk, Hunk]]:
    """Changes of different sides that follow each other in the base: those that are closest."""
    both = sorted([*((hunk, 0) for hunk in mine), *((hunk, 1) for hunk in others)])
    for (first, side), (second, its) in pairwise(both):
        if side != its:
            yield first, second


def _count_words(tokens: Sequence[str]) -> int:
    return sum(not token.isspace() for token in tokens)


def _merged_lists(
    ours: Sequence[str], base: Sequence[str], theirs: Sequence[str]
) -> list[tuple[Name, int]] | None:
    """Three lists as one, each entry by side and number; ``None`` for a conflict."""
    mine, others = _hunks(base, ours), _hunks(base, theirs)
    if any(a[0] == b[0] or b[0] < a[1] for a, b in _neighbours(mine, others)):
        return None
    both: list[tuple[int, int, int, int, Name]] = [
        *((*hunk, "ours") for hunk in mine),
        *((*hunk, "theirs") for hunk in others),
    ]
    found: list[tuple[Name, int]] = []
    at = shift = 0
    for i1, i2, j1, j2, side in sorted(both):
        found += [("ours", k + shift) for k in range(at, i1)]
        found += [(side, k) for k in range(j1, j2)]
        at = i2
        if side == "ours":
            shift += (j2 - j1) - (i2 - i1)
    return [*found, *(("ours", k + shift) for k in range(at, len(base)))]


def _hunks(old: Sequence[str], new: Sequence[str]) -> list[Hunk]:
    return [(i1, i2, j1, j2) for tag, i1, i2, j1, j2 in line_opcodes(old, new) if tag != "equal"]
