"""Three versions of a fence: its code by what it means, else by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from prefect_migrate.documents.page import Fence, Page
from prefect_migrate.reconcile.edits import Stream
from prefect_migrate.reconcile.page.equivalence import judge
from prefect_migrate.reconcile.page.fences import is_manifest, text
from prefect_migrate.reconcile.page.pieces import BOTH_CHANGED, OTHER, Name, Piece
from prefect_migrate.reconcile.page.unit_edits import by_line
from prefect_migrate.reconcile.page.units import Unit
from prefect_migrate.reconcile.result import Parts, Sides, Span
from prefect_migrate.settings import Settings


def is_whole(ours: Page, its: Span, theirs: Page, others: Span) -> bool:
    """Whether lines of both sides may be exchanged: they cut no fence, or lie within the code."""
    if ours.code_around(*its) and theirs.code_around(*others):
        return True
    return ours.unbroken(*its) == its and theirs.unbroken(*others) == others


@dataclass(frozen=True)
class FenceMerger:
    """Merges fences of the three versions of one page."""

    sides: Sides
    settings: Settings

    def merge(self, ours: Unit, base: Unit, theirs: Unit) -> Iterator[Piece]:
        """What stands for a fence that both sides changed."""
        found = self._by_meaning(ours, base, theirs)
        if found is not None:
            yield found
            return
        lines = tuple(by_line(ours, base, theirs))
        left = [piece for piece in lines if piece.take is None]
        settled = all(piece.rule is None for piece in lines if piece.take is not None)
        within = len(left) == 1 and settled and self._within(left[0], ours, theirs)
        if not left or within:
            title = _title(_fence(ours))
            yield from (replace(piece, kind="code", title=title) for piece in lines)
        else:
            spans = ours.content, base.content, theirs.content
            yield Piece(*spans, None, BOTH_CHANGED, ours.title, "code")

    def _within(self, piece: Piece, ours: Unit, theirs: Unit) -> bool:
        pages = ours.page, theirs.page
        spans = piece.ours, piece.theirs
        return all(page.code_around(*span) for page, span in zip(pages, spans, strict=True))

    def _by_meaning(self, ours: Unit, base: Unit, theirs: Unit) -> Piece | None:
        fences = [_fence(unit) for unit in (ours, base, theirs)]
        if any(f is None or not f.closed for f in fences):
            return None
        mine, old, other = (fence for fence in fences if fence is not None)
        if len({(f.language, f.info.strip()) for f in (mine, old, other)}) > 1:
            return None
        spans = ours.content, base.content, theirs.content
        codes = [text(u.page, f) for u, f in ((ours, mine), (base, old), (theirs, other))]
        if contained := self._migrated_only(codes, old.language):
            reason = f"{contained} only did what the codemods do; the other side changed this"
            side = OTHER[contained]
            return Piece(*spans, side, reason, _title(old), "code", "contained-change")
        parts = self._merged(ours, mine, base, old, theirs, other)
        if parts is None or parts.undecided:
            return None
        return Piece(*spans, "merged", kind="code", edits=parts.edits, decisions=parts.decisions)

    def _migrated_only(self, codes: list[str], language: str) -> Name | None:
        """The side whose code is that of the base after the codemods, comments included."""
        for side, code in (("ours", codes[0]), ("theirs", codes[2])):
            there, back = (
                judge(*pair, language, self.settings)
                for pair in ((code, codes[1]), (codes[1], code))
            )
            told = (*there.notes, *back.notes, *there.lost, *back.lost)
            if there.equal and back.equal and there.rules and not told:
                return "ours" if side == "ours" else "theirs"
        return None

    def _merged(
        self, ours: Unit, mine: Fence, base: Unit, old: Fence, theirs: Unit, other: Fence
    ) -> Parts | None:
        swapped = self.sides.newer.side == "theirs"
        newer, older = (other, mine) if swapped else (mine, other)
        if mine.language == "python":
            return self._python(newer, older, text(base.page, old))
        pages = ours.page, base.page, theirs.page
        if all(is_manifest(page, f) for page, f in zip(pages, (mine, old, other), strict=True)):
            return self._manifests(newer, old, older)
        return None

    def _python(self, newer: Fence, older: Fence, base: str) -> Parts | None:
        if any(newer.prefixes) or any(older.prefixes):
            return None
        from prefect_migrate.reconcile.statements.lines import Module, merge_module

        module = Module((newer.first, newer.last), (older.first, older.last), base)
        return merge_module(self.sides, module, self.settings)

    def _manifests(self, newer: Fence, base: Fence, older: Fence) -> Parts | None:
        from prefect_migrate.reconcile.manifests.pairing import reconcile_manifests

        if any(fence.indent is None for fence in (newer, base, older)):
            return None
        streams = [Stream(f.first, f.last, f.indent or 0) for f in (newer, base, older)]
        sides = self.sides
        done = reconcile_manifests(
            sides.newer,
            (streams[0],),
            sides.older,
            (streams[2],),
            self.settings,
            base=sides.base,
            base_regions=(streams[1],),
        )
        if done.undecided:
            return None
        return Parts(tuple(done.edits), tuple(done.decisions))


def _fence(unit: Unit) -> Fence | None:
    return next((fence for fence in unit.page.fences if fence.start == unit.start), None)


def _title(fence: Fence | None) -> str:
    named = fence.language or fence.info.strip() if fence is not None else ""
    return f"{named or 'plain'} block"
