"""A page whose base is known: as git merges by line, and unit by unit where it can't."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from prefect_migrate.conflicts.lines import Chunk, three_way_chunks
from prefect_migrate.documents.markdown import cut_page
from prefect_migrate.documents.page import Page
from prefect_migrate.reconcile.page.fence_merge import FenceMerger, is_whole
from prefect_migrate.reconcile.page.moved_manifests import merge_moved_manifests
from prefect_migrate.reconcile.page.numbering import renumber_lists
from prefect_migrate.reconcile.page.piece_edits import PieceEdits
from prefect_migrate.reconcile.page.pieces import Name, Piece, Stretch
from prefect_migrate.reconcile.page.stretches import find_stretches
from prefect_migrate.reconcile.page.three_pages import SIDES, Spans, ThreePages
from prefect_migrate.reconcile.page.unit_merge import merge_units
from prefect_migrate.reconcile.page.units import Unit
from prefect_migrate.reconcile.result import Parts, Sides, broken_invariant
from prefect_migrate.settings import Settings


def merge_with_base(
    sides: Sides, settings: Settings, cutter: Callable[[str], Page] = cut_page
) -> Parts:
    """Merge a page whose base is known; what both sides changed in different ways stays."""
    pages = ThreePages(sides, settings, cutter)
    made = PieceEdits(pages)
    parts = [made.parts(piece) for piece in _PageMerge(pages, made).pieces()]
    edits = tuple(edit for part in parts for edit in part.edits)
    undecided = tuple(left for part in parts for left in part.undecided)
    if not undecided:
        before = pages.units["ours"], pages.units["theirs"]
        edits = renumber_lists(sides.lines(sides.newer), edits, before, cutter)
    return Parts(edits, tuple(made for part in parts for made in part.decisions), undecided)


@dataclass(frozen=True)
class _PageMerge:
    """A merge of the three versions, piece by piece."""

    pages: ThreePages
    edits: PieceEdits

    def pieces(self) -> Iterator[Piece]:
        """What becomes of all lines that differ, in order."""
        found = three_way_chunks(
            *(self.pages.variants[side].lines for side in ("base", "ours", "theirs"))
        )
        if found is None:
            raise broken_invariant("git was not found, so the three versions can't be compared")
        wide, moved = find_stretches(self.pages, found)
        # Places are compared by the sum of their lines on the three sides: what one side alone
        # added lies behind its neighbours there only, and no sum is less than that of one before.
        stretches = iter([*wide, None])
        stretch = next(stretches)
        for chunk in found:
            while stretch is not None and sum(chunk.ends) > sum(span[0] for span in stretch):
                if sum(chunk.starts) < sum(span[1] for span in stretch):
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
            *self.pages.lines(side, span),
            *self.pages.lines("base", chunk.base),
        ]
        title = next((line.strip()[:60] for line in lines if line.strip()), "blank lines")
        reason = f"only {side} changed this since the base"
        return Piece(chunk.ours, chunk.base, chunk.theirs, side, reason, title, "text", "three-way")

    def _of_stretch(self, spans: Spans, *, moved: bool) -> Iterator[Piece]:
        if moved:
            yield merge_moved_manifests(self.pages, spans)
            return
        inner: dict[str, Sequence[Unit]] = {}
        above: dict[str, Sequence[Unit]] = {}
        for side, span in zip(SIDES, spans, strict=True):
            first, last = (bisect_left(self.pages.starts[side], line) for line in span)
            units = self.pages.units[side]
            inner[side], above[side] = units[first:last], units[:first]
        pages = self.pages
        stretch = Stretch(
            inner["ours"],
            inner["base"],
            inner["theirs"],
            above,
            pages.units,
            pages.counts,
            pages.log,
        )
        found = list(merge_units(stretch, FenceMerger(pages.sides, pages.settings).merge))
        # Blank lines part units from what follows; at the end of the page nothing does.
        if all(span[1] == pages.starts[side][-1] for side, span in zip(SIDES, spans, strict=True)):
            self._drop_last_blanks(found)
        else:
            self._keep_parted(found, spans)
        for piece in found:
            yield self._trimmed(piece) if piece.take is None else piece

    def _keep_parted(self, pieces: list[Piece], spans: Spans) -> None:
        """Keep the blank lines behind units that are removed, where each side took one of them out."""
        ours = self.pages.variants["ours"].lines
        last = ours[spans[0][0] - 1] if spans[0][0] else ""
        for at, piece in enumerate(pieces):
            if piece.take is None or piece.edits is not None:
                last = ""
                continue
            taken = [self.edits.line(text).text for text in piece.lines]
            if piece.take != "merged":
                taken = [*self.pages.lines(piece.take, piece.span(piece.take))]
            removed = self.pages.lines("base", piece.base)
            units_removed = not taken and any(line.strip() for line in removed)
            if units_removed and not removed[-1].strip() and last.strip():
                taken = ["\n"]
                pieces[at] = replace(piece, take="merged", lines=("\n",))
            last = taken[-1] if taken else last

    def _drop_last_blanks(self, pieces: list[Piece]) -> None:
        """End the page with words, as both sides do, where the last unit of either is removed."""
        ends = [self.pages.variants[side].lines[-1:] for side in ("ours", "theirs")]
        if any(not line.strip() for end in ends for line in end):
            return
        for at in reversed(range(len(pieces))):
            piece = pieces[at]
            if piece.take in (None, "merged"):
                return
            lines = self.pages.lines(str(piece.take), piece.span(str(piece.take)))
            if any(line.strip() for line in lines):
                return
            pieces[at] = replace(piece, take="merged", rule=piece.rule if not lines else None)

    def _trimmed(self, piece: Piece) -> Piece:
        """What stays in markers without the lines at its ends that both sides have.

        A fence that would be cut stays whole.
        """
        ours, base, theirs = (self.pages.lines(side, piece.span(side)) for side in SIDES)
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
        whole = is_whole(
            self.pages.pages["ours"], trimmed.ours, self.pages.pages["theirs"], trimmed.theirs
        )
        return trimmed if whole else piece


def _count_same_start(first: Sequence[str], second: Sequence[str]) -> int:
    """How many lines are the same from the beginning on."""
    count = 0
    for a, b in zip(first, second, strict=False):
        if a != b:
            break
        count += 1
    return count
