"""Three versions of a fence: its code by what it means, else by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from prefect_migrate.documents.page import Fence, Page
from prefect_migrate.model import Refusal
from prefect_migrate.reconcile.edits import Stream
from prefect_migrate.reconcile.migrated_variant import migrated_code
from prefect_migrate.reconcile.page.equivalence import HELP, compare_after_codemods
from prefect_migrate.reconcile.page.fences import fence_code
from prefect_migrate.reconcile.page.pieces import BOTH_CHANGED, OTHER, Name, Piece
from prefect_migrate.reconcile.page.unit_edits import by_line, by_statement
from prefect_migrate.reconcile.page.units import Unit
from prefect_migrate.reconcile.result import Parts, Sides, Span, Undecided
from prefect_migrate.settings import Settings

Value = TypeVar("Value")
_BY_STATEMENT = ("shell", "console", "dockerfile", "makefile", "ini", "env", "requirements", "toml")
"""Languages of which a line says something of its own."""


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
        """What stands for a fence, or for front matter, that both sides changed."""
        if ours.kind == "front matter":
            yield self._front_matter(ours, base, theirs)
            return
        found = self._by_meaning(ours, base, theirs)
        if found is not None:
            yield found
            return
        # By line before by statement: where lines leave nothing open, they keep all as it stands.
        language = fence.language if (fence := _fence(ours)) is not None else ""
        lines = tuple(by_line(ours, base, theirs))
        if any(piece.take is None for piece in lines) and language in _BY_STATEMENT:
            merged = by_statement(ours, base, theirs)
            merged = merged or self._by_migrated_statement(ours, base, theirs, language)
            if merged is not None:
                yield replace(merged, kind="code", title=_title_of_fence(_fence(ours)))
                return
        left = [piece for piece in lines if piece.take is None]
        settled = all(piece.rule is None for piece in lines if piece.take is not None)
        within = len(left) == 1 and settled and self._within(left[0], ours, theirs)
        # Lines of both sides, each right by itself, may make what neither wrote.
        if not left and (problem := _broken_code(ours, base, theirs, lines)):
            spans = ours.content, base.content, theirs.content
            yield Piece(*spans, None, problem, ours.title, "code")
        elif not left or within:
            title = _title_of_fence(_fence(ours))
            yield from (replace(piece, kind="code", title=title) for piece in lines)
        else:
            spans = ours.content, base.content, theirs.content
            yield Piece(*spans, None, BOTH_CHANGED, ours.title, "code")

    def _front_matter(self, ours: Unit, base: Unit, theirs: Unit) -> Piece:
        found = {
            unit.page: Stream(unit.start + 1, unit.end - 1, 0) for unit in (ours, base, theirs)
        }
        newer, older = self._by_age(found[ours.page], found[theirs.page])
        parts = self.manifests((newer,), (found[base.page],), (older,))
        spans = ours.content, base.content, theirs.content
        if parts is None:
            return Piece(*spans, None, BOTH_CHANGED, ours.title)
        return self._piece(spans, parts)

    def _by_age(self, ours: Value, theirs: Value) -> tuple[Value, Value]:
        return (theirs, ours) if self.sides.newer.side == "theirs" else (ours, theirs)

    def _piece(self, spans: tuple[Span, Span, Span], parts: Parts) -> Piece:
        return Piece(
            *spans,
            "merged",
            kind="code",
            edits=parts.edits,
            decisions=parts.decisions,
            left=parts.undecided,
        )

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
        codes = [fence_code(u.page, f) for u, f in ((ours, mine), (base, old), (theirs, other))]
        if contained := self._migrated_only(codes, old.language):
            reason = f"{contained} only did what the codemods do; the other side changed this"
            side = OTHER[contained]
            return Piece(*spans, side, reason, _title_of_fence(old), "code", "contained-change")
        parts = self._merged(ours, mine, base, old, theirs, other)
        return self._piece(spans, parts) if parts is not None else None

    def _by_migrated_statement(
        self, ours: Unit, base: Unit, theirs: Unit, language: str
    ) -> Piece | None:
        """The fence by statement, as the codemods would write it."""
        texts = []
        for unit in (ours, base, theirs):
            fence = _fence(unit)
            if fence is None or any(fence.prefixes):
                return None
            found = migrated_code(fence_code(unit.page, fence), language, self.settings.codemods)
            if isinstance(found, Refusal):
                return None
            lines = unit.page.lines
            before, after = lines[fence.start : fence.first], lines[fence.last : fence.end]
            texts.append("".join((*before, found.text, *after)))
        if texts == [unit.text for unit in (ours, base, theirs)]:
            return None
        return by_statement(ours, base, theirs, texts)

    def _migrated_only(self, codes: list[str], language: str) -> Name | None:
        """The side whose code is that of the base after the codemods, comments included."""
        for side, code in (("ours", codes[0]), ("theirs", codes[2])):
            there, back = (
                compare_after_codemods(*pair, language, self.settings)
                for pair in ((code, codes[1]), (codes[1], code))
            )
            losses = (*there.notes, *back.notes, *there.lost, *back.lost)
            if there.equal and back.equal and there.rules and not losses:
                return "ours" if side == "ours" else "theirs"
        return None

    def _merged(
        self, ours: Unit, mine: Fence, base: Unit, old: Fence, theirs: Unit, other: Fence
    ) -> Parts | None:
        newer, older = self._by_age(mine, other)
        if mine.language == "python":
            return self._python(newer, older, fence_code(base.page, old))
        if mine.language != "yaml" or any(f.indent is None for f in (mine, old, other)):
            return None
        its, origin, others = (Stream(f.first, f.last, f.indent or 0) for f in (newer, old, older))
        return self.manifests((its,), (origin,), (others,))

    def _python(self, newer: Fence, older: Fence, base: str) -> Parts | None:
        if any(newer.prefixes) or any(older.prefixes):
            return None
        from prefect_migrate.reconcile.statements.lines import ModulePlace, merge_module

        module = ModulePlace((newer.first, newer.last), (older.first, older.last), base)
        parts = merge_module(self.sides, module, self.settings)
        return parts if parts is not None and not parts.undecided else None

    def manifests(
        self, newer: Sequence[Stream], base: Sequence[Stream], older: Sequence[Stream]
    ) -> Parts | None:
        """The streams field by field; ``None`` where something has no place on a side."""
        from prefect_migrate.reconcile.manifests.manifest_merge import reconcile_manifests

        sides = self.sides
        done = reconcile_manifests(
            sides.newer,
            newer,
            sides.older,
            older,
            self.settings,
            base=sides.base,
            base_regions=base,
            base_grade=sides.base_grade,
        )
        left = tuple(
            Undecided(u.newer, u.older, u.base, u.reason, u.help or HELP, exact=True, whole=u.whole)
            for u in done.undecided
            if u.newer is not None and u.older is not None
        )
        if len(left) < len(done.undecided):
            return None
        return Parts(tuple(done.edits), tuple(done.decisions), left)


def _broken_code(ours: Unit, base: Unit, theirs: Unit, lines: Sequence[Piece]) -> str:
    """What is wrong in code that was merged by line; ``""`` for nothing."""
    from prefect_migrate.reconcile.clean_merges import FileVersions, code_problems

    pages = {"ours": ours.page, "theirs": theirs.page}
    merged = "".join(
        line
        for piece in lines
        if piece.take in pages
        for line in pages[piece.take].lines[slice(*piece.span(piece.take))]
    )
    texts = FileVersions(base.text, ours.text, theirs.text, merged)
    return "; ".join(dict.fromkeys(code_problems(texts)))


def _fence(unit: Unit) -> Fence | None:
    return next((fence for fence in unit.page.fences if fence.start == unit.start), None)


def _title_of_fence(fence: Fence | None) -> str:
    named = fence.language or fence.info.strip() if fence is not None else ""
    return f"{named or 'plain'} block"
