"""A page whose base is known: as git merges by line, and unit by unit where it can't."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from prefect_migrate.conflicts.lines import Chunk, three_way_chunks
from prefect_migrate.documents.markdown import cut_page
from prefect_migrate.documents.page import Page
from prefect_migrate.model import Decision, Line, Origin, Variant
from prefect_migrate.reconcile.conflict_writer import LINE_END
from prefect_migrate.reconcile.decision_rules import DecisionRule, Took, make_decision
from prefect_migrate.reconcile.edits import LineEdit, apply_edits
from prefect_migrate.reconcile.page.equivalence import HELP
from prefect_migrate.reconcile.page.fence_merge import FenceMerger, is_whole
from prefect_migrate.reconcile.page.fences import is_manifest
from prefect_migrate.reconcile.page.moved_manifests import (
    fences_elsewhere,
    manifest_streams,
    outside_of_code,
    placed_manifests,
)
from prefect_migrate.reconcile.page.numbering import renumber_lists
from prefect_migrate.reconcile.page.pieces import Name, Piece, Stretch, Text
from prefect_migrate.reconcile.page.unit_additions import is_log
from prefect_migrate.reconcile.page.unit_merge import merge_units
from prefect_migrate.reconcile.page.units import Unit, page_units
from prefect_migrate.reconcile.result import Parts, Sides, Span, Undecided, broken_invariant
from prefect_migrate.settings import Settings

_MERGED = Origin("rule", rule="three-way")
_SIDES = ("ours", "base", "theirs")
Spans = tuple[Span, Span, Span]
"""Lines of ours, the base and theirs."""
Spot = tuple[int, int, int]
"""A line of each."""


def merge_with_base(
    sides: Sides, settings: Settings, cutter: Callable[[str], Page] = cut_page
) -> Parts:
    """Merge a page whose base is known; what both sides changed in different ways stays."""
    page = _ThreePages(sides, settings, cutter)
    parts = [page.parts(piece) for piece in page.pieces()]
    edits = tuple(edit for part in parts for edit in part.edits)
    undecided = tuple(left for part in parts for left in part.undecided)
    if not undecided:
        before = page.units["ours"], page.units["theirs"]
        edits = renumber_lists(sides.lines(sides.newer), edits, before, cutter)
    return Parts(edits, tuple(made for part in parts for made in part.decisions), undecided)


@dataclass(frozen=True)
class _ThreePages:
    """The three versions of a page by the names of the sides."""

    sides: Sides
    settings: Settings
    cutter: Callable[[str], Page]

    @cached_property
    def variants(self) -> dict[str, Variant]:
        """The three versions."""
        sides = self.sides
        assert sides.base is not None
        return {variant.side: variant for variant in (sides.newer, sides.older, sides.base)}

    @cached_property
    def pages(self) -> dict[str, Page]:
        """The three versions, cut."""
        return {side: self.cutter(variant.text) for side, variant in self.variants.items()}

    @cached_property
    def units(self) -> dict[str, tuple[Unit, ...]]:
        """Their units."""
        links = self.settings.codemods.migration.catalogue().canonical_link
        return {side: page_units(page, links) for side, page in self.pages.items()}

    @cached_property
    def counts(self) -> dict[str, Counter[tuple[object, ...]]]:
        """How often each has a unit, by its key."""
        return {side: Counter(unit.key for unit in found) for side, found in self.units.items()}

    @cached_property
    def starts(self) -> dict[str, list[int]]:
        """The lines on which their units start, and the end."""
        return {
            side: [*(unit.start for unit in found), len(self.variants[side].lines)]
            for side, found in self.units.items()
        }

    @cached_property
    def log(self) -> bool:
        """Whether the page is a changelog."""
        return is_log(self.sides.conflicted.source.path, self.units["base"])

    def pieces(self) -> Iterator[Piece]:
        """What becomes of all lines that differ, in order."""
        found = three_way_chunks(
            *(self.variants[side].lines for side in ("base", "ours", "theirs"))
        )
        if found is None:
            raise broken_invariant("git was not found, so the three versions can't be compared")
        points = self._shared_starts(found)
        wide, moved = self._with_moved(self._stretches(found, points), points)
        stretches = iter([*wide, None])
        stretch = next(stretches)
        for chunk in found:
            while stretch is not None and sum(_end(chunk)) > sum(span[0] for span in stretch):
                if sum(_start(chunk)) < sum(span[1] for span in stretch):
                    break
                yield from self._of_stretch(stretch, moved=stretch in moved)
                stretch = next(stretches)
            else:
                if chunk.kind in ("ours", "theirs"):
                    yield self._of_chunk(chunk)
        while stretch is not None:
            yield from self._of_stretch(stretch, moved=stretch in moved)
            stretch = next(stretches)

    def _of_chunk(self, chunk: Chunk) -> Piece:
        """What one side alone changed, as git has it."""
        side: Name = "ours" if chunk.kind == "ours" else "theirs"
        span = chunk.ours if side == "ours" else chunk.theirs
        lines = [
            *self.variants[side].lines[slice(*span)],
            *self.variants["base"].lines[slice(*chunk.base)],
        ]
        title = next((line.strip()[:60] for line in lines if line.strip()), "blank lines")
        reason = f"only {side} changed this since the base"
        return Piece(chunk.ours, chunk.base, chunk.theirs, side, reason, title, "text", "three-way")

    def _stretches(self, found: Sequence[Chunk], points: Sequence[Spot]) -> list[Spans]:
        """The conflicts of a merge by line, widened to whole units on all three sides.

        In a changelog all changes are looked at: git puts an entry below a release that the other
        side made of the entries around it. So are those of code that both sides changed: git mixes
        what belongs together.
        """
        code = self._code_of_both(found)
        stretches: list[Spans] = []
        for chunk in found:
            if chunk.kind not in ("conflict", "ours", "theirs"):
                continue
            if not (chunk.kind == "conflict" or self.log or _lies_in_spans(chunk, code)):
                continue
            before = points[bisect_right(points, sum(_start(chunk)), key=sum) - 1]
            after = points[bisect_left(points, sum(_end(chunk)), key=sum)]
            if stretches and sum(before) < sum(span[1] for span in stretches[-1]):
                before = _starts_of(stretches.pop())
            (o, b, t), (p, c, u) = before, after
            stretches.append(((o, p), (b, c), (t, u)))
        return stretches

    def _with_moved(
        self, stretches: Sequence[Spans], points: Sequence[Spot]
    ) -> tuple[list[Spans], set[Spans]]:
        """The stretches, widened to where manifests of theirs stand now, and those with moved ones."""
        if not any(is_manifest(self.pages["base"], f) for f in self.pages["base"].fences):
            return list(stretches), set()
        manifests = {side: placed_manifests(page) for side, page in self.pages.items()}
        made: list[Spans] = []
        moved: set[Spans] = set()
        for spans in stretches:
            found = fences_elsewhere(manifests, dict(zip(_SIDES, spans, strict=True)))
            grown = spans
            for at, side in enumerate(_SIDES):
                for span in found.get(side, ()):
                    grown = _enclosing_spans(grown, points, at, span)
            apart = any(found.values())
            while made and sum(_starts_of(grown)) < sum(span[1] for span in made[-1]):
                before = made.pop()
                apart = apart or before in moved
                moved.discard(before)
                grown = _spans_around(before, grown)
            made.append(grown)
            if apart:
                moved.add(grown)
        return made, moved

    def _moved(self, spans: Spans) -> Piece:
        """A stretch in which one side moved manifests that the other one changed."""
        sides = self.sides
        for swapped in (sides, replace(sides, newer=sides.older, older=sides.newer)):
            made = self._into_layout(spans, swapped)
            if made is not None:
                return made
        reason = "one side moved manifests to another code block, the other side changed them"
        return Piece(*spans, None, reason, "manifests", "code", whole=True)

    def _into_layout(self, spans: Spans, sides: Sides) -> Piece | None:
        """The manifests merged in the layout of the newer of ``sides``, if only that changed it."""
        by_side = dict(zip(_SIDES, spans, strict=True))
        newer, older = sides.newer.side, sides.older.side
        plain = [outside_of_code(self.pages[s], by_side[s]) for s in (older, "base")]
        if plain[0] != plain[1]:
            return None
        its, others, known = (
            manifest_streams(self.pages[s], by_side[s]) for s in (newer, older, "base")
        )
        parts = FenceMerger(sides, self.settings).manifests(its, known, others)
        if parts is None or parts.undecided:
            return None
        edits = parts.edits
        if sides.newer is not self.sides.newer:
            lines = sides.lines(sides.newer)
            start, end = by_side[newer]
            end -= len(lines)  # counted from the end, which edits don't move
            taken = apply_edits(lines, edits)
            edits = (LineEdit(*by_side[older], taken[start : end + len(taken)]),)
        reason = f"only {newer} changed which code blocks hold the manifests"
        return Piece(
            *spans,
            "merged",
            reason,
            "manifests",
            "code",
            "three-way",
            edits=edits,
            decisions=parts.decisions,
        )

    def _code_of_both(self, found: Sequence[Chunk]) -> list[Span]:
        """The fences of the base, with code that is merged by meaning, that both sides changed."""
        changes = [chunk for chunk in found if chunk.kind not in ("same", "both")]
        made: list[Span] = []
        for fence in self.pages["base"].fences:
            if fence.language not in ("python", "yaml") or not fence.closed:
                continue
            span = fence.start, fence.end
            first = bisect_right(changes, span[0], key=lambda chunk: chunk.base[1])
            last = bisect_left(changes, span[1], key=lambda chunk: chunk.base[0])
            if len({chunk.kind for chunk in changes[first:last]}) > 1:
                made.append(span)
        return made

    def _shared_starts(self, found: Sequence[Chunk]) -> list[tuple[int, int, int]]:
        """Lines of ours, the base and theirs that are one, and start a unit in each."""
        starts = {side: set(lines) for side, lines in self.starts.items()}
        points = [(0, 0, 0)]
        for chunk in found:
            if chunk.kind != "same":
                continue
            for step in range(chunk.base[1] - chunk.base[0] + 1):
                point = chunk.ours[0] + step, chunk.base[0] + step, chunk.theirs[0] + step
                inside = all(at in starts[side] for side, at in zip(_SIDES, point, strict=True))
                if inside and point > points[-1]:
                    points.append(point)
        end = tuple(len(self.variants[side].lines) for side in _SIDES)
        return points if points[-1] == end else [*points, (end[0], end[1], end[2])]

    def _of_stretch(self, spans: Spans, *, moved: bool) -> Iterator[Piece]:
        if moved:
            yield self._moved(spans)
            return
        inner: dict[str, Sequence[Unit]] = {}
        above: dict[str, Sequence[Unit]] = {}
        for side, span in zip(_SIDES, spans, strict=True):
            first, last = (bisect_left(self.starts[side], line) for line in span)
            inner[side], above[side] = self.units[side][first:last], self.units[side][:first]
        stretch = Stretch(
            inner["ours"],
            inner["base"],
            inner["theirs"],
            above,
            self.units,
            self.counts,
            self.log,
        )
        found = list(merge_units(stretch, FenceMerger(self.sides, self.settings).merge))
        if all(spans[at][1] == len(self.variants[side].lines) for at, side in enumerate(_SIDES)):
            self._drop_last_blanks(found)
        else:
            self._keep_parted(found, spans)
        for piece in found:
            yield self._trimmed(piece) if piece.take is None else piece

    def _keep_parted(self, pieces: list[Piece], spans: Spans) -> None:
        """Keep the blank lines behind units that are removed, where each side took one of them out."""
        ours = self.variants["ours"].lines
        last = ours[spans[0][0] - 1] if spans[0][0] else ""
        for at, piece in enumerate(pieces):
            if piece.take is None or piece.edits is not None:
                last = ""
                continue
            taken = [self._line(text).text for text in piece.lines]
            if piece.take != "merged":
                taken = [*self.variants[piece.take].lines[slice(*piece.span(piece.take))]]
            removed = self.variants["base"].lines[slice(*piece.base)]
            units_removed = not taken and any(line.strip() for line in removed)
            if units_removed and not removed[-1].strip() and last.strip():
                taken = ["\n"]
                pieces[at] = replace(piece, take="merged", lines=("\n",))
            last = taken[-1] if taken else last

    def _drop_last_blanks(self, pieces: list[Piece]) -> None:
        """End the page with words, as both sides do, where the last unit of either is removed."""
        ends = [self.variants[side].lines[-1:] for side in ("ours", "theirs")]
        if any(not line.strip() for end in ends for line in end):
            return
        for at in reversed(range(len(pieces))):
            piece = pieces[at]
            if piece.take in (None, "merged"):
                return
            lines = self.variants[str(piece.take)].lines[slice(*piece.span(str(piece.take)))]
            if any(line.strip() for line in lines):
                return
            pieces[at] = replace(piece, take="merged", rule=piece.rule if not lines else None)

    def _trimmed(self, piece: Piece) -> Piece:
        """What stays in markers without the lines at its ends that both sides have.

        A fence that would be cut stays whole.
        """
        ours, base, theirs = (
            self.variants[side].lines[slice(*piece.span(side))] for side in _SIDES
        )
        head = _count_same_start(ours, theirs)
        tail = _count_same_start(ours[head:][::-1], theirs[head:][::-1])
        of_base = min(head, _count_same_start(ours[:head], base))
        rest = base[of_base:][::-1]
        end_of_base = min(tail, _count_same_start(ours[::-1][:tail], rest))
        trimmed = replace(
            piece,
            ours=(piece.ours[0] + head, piece.ours[1] - tail),
            base=(piece.base[0] + of_base, piece.base[1] - end_of_base),
            theirs=(piece.theirs[0] + head, piece.theirs[1] - tail),
        )
        whole = is_whole(self.pages["ours"], trimmed.ours, self.pages["theirs"], trimmed.theirs)
        return trimmed if whole else piece

    # -- to edits of the newer side

    def parts(self, piece: Piece) -> Parts:
        """A piece as what the merge asks of the newer side."""
        sides = self.sides
        newer, older = piece.span(sides.newer.side), piece.span(sides.older.side)
        if piece.take is None:
            return Parts(
                undecided=(
                    Undecided(
                        newer,
                        older,
                        piece.base,
                        piece.reason,
                        HELP,
                        exact=True,
                        whole=piece.whole,
                    ),
                )
            )
        edits: tuple[LineEdit, ...] = ()
        if piece.edits is not None:
            edits = piece.edits
        elif piece.take == "merged":
            edits = (LineEdit(*newer, tuple(self._line(text) for text in piece.lines)),)
        elif piece.take == sides.older.side:
            taken = sides.lines(sides.older)[slice(*older)]
            if list(sides.newer.lines[slice(*newer)]) != [line.text for line in taken]:
                edits = (LineEdit(*newer, self._ended(taken, newer)),)
        return Parts(edits, (*piece.decisions, *self._decisions(piece, newer, older)), piece.left)

    def _decisions(self, piece: Piece, newer: Span, older: Span) -> Iterator[Decision]:
        if piece.rule is None:
            return
        names: dict[str, Took] = {self.sides.newer.side: "newer", self.sides.older.side: "older"}
        yield make_decision(
            self.sides,
            DecisionRule(piece.rule),
            names.get(piece.take or "", "merged"),
            piece.kind,
            piece.title,
            piece.reason,
            newer=newer,
            older=older,
        )

    def _line(self, text: Text) -> Line:
        """A line of the result: of a side, or one of its own with the line ends of the page."""
        if not isinstance(text, str):
            side, at = text
            return self.sides.lines(self.variants[side])[at]
        body = text.rstrip("\r\n")
        return Line(body + (self._eol if text != body else ""), _MERGED)

    @cached_property
    def _eol(self) -> str:
        first = next(iter(self.variants["ours"].lines), "")
        return "\r\n" if first.endswith("\r\n") else "\n"

    def _ended(self, lines: Sequence[Line], place: Span) -> tuple[Line, ...]:
        """Lines that go where others follow: each of them ends."""
        last = place[1] == len(self.sides.newer.lines)
        return tuple(
            line
            if line.text.endswith("\n") or (last and at == len(lines) - 1)
            else Line(line.text + self._eol, LINE_END)
            for at, line in enumerate(lines)
        )


def _enclosing_spans(spans: Spans, points: Sequence[Spot], at: int, wanted: Span) -> Spans:
    """The spans, so far as to hold some lines of one side, from one shared start to another."""
    before = max((p for p in points if p[at] <= wanted[0]), default=points[0])
    after = min((p for p in points if p[at] >= wanted[1]), default=points[-1])
    return _spans_around(spans, tuple(zip(before, after, strict=True)))  # type: ignore[arg-type]


def _spans_around(first: Spans, second: Spans) -> Spans:
    (a, b, c), (d, e, f) = first, second
    return _span_around(a, d), _span_around(b, e), _span_around(c, f)


def _span_around(first: Span, second: Span) -> Span:
    return min(first[0], second[0]), max(first[1], second[1])


def _lies_in_spans(chunk: Chunk, spans: Sequence[Span]) -> bool:
    """Whether a chunk lies in one of the spans of the base, which are in order."""
    at = bisect_right(spans, chunk.base[0], key=lambda span: span[1])
    return at < len(spans) and spans[at][0] < max(chunk.base[1], chunk.base[0] + 1)


def _start(chunk: Chunk) -> tuple[int, int, int]:
    return chunk.ours[0], chunk.base[0], chunk.theirs[0]


def _end(chunk: Chunk) -> tuple[int, int, int]:
    return chunk.ours[1], chunk.base[1], chunk.theirs[1]


def _starts_of(spans: Spans) -> tuple[int, int, int]:
    return spans[0][0], spans[1][0], spans[2][0]


def _count_same_start(first: Sequence[str], second: Sequence[str]) -> int:
    """How many lines are the same from the beginning on."""
    count = 0
    for a, b in zip(first, second, strict=False):
        if a != b:
            break
        count += 1
    return count
