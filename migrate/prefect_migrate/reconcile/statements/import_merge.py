"""Which names the imports of a merged module import, and from which side each statement is taken."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import NamedTuple

from prefect_codemods.python import normal_form
from prefect_migrate.reconcile.statements import imports
from prefect_migrate.reconcile.statements.elements import Element
from prefect_migrate.reconcile.statements.matching import Match
from prefect_migrate.reconcile.statements.pieces import Action, Piece, Side, taken_lines


class MergedImport(NamedTuple):
    """An import statement of the result: ``None`` for pieces that can't be written for certain."""

    pieces: list[Piece] | None
    action: Action
    reason: str
    dropped: tuple[str, ...] = ()


class ImportMerge:
    """The imports of one attempt at merging, of a module and of the bodies in it.

    ``half_merged`` are names that the newer side uses, and only the older side binds: git merged
    what uses them already.
    """

    def __init__(
        self,
        *,
        three_way: bool,
        direction_known: bool,
        newer_wins: bool,
        is_removed: Callable[[str], bool],
        half_merged: frozenset[str],
    ) -> None:
        self._three_way = three_way
        self._direction_known = direction_known
        self._newer_wins = newer_wins
        self._is_removed = is_removed
        self._half_merged = half_merged
        self._wanted: frozenset[str] = frozenset()
        self._contested: frozenset[str] = frozenset()

    def look_at(self, matches: Sequence[Match]) -> None:
        """Note the names that the result may need an import of the older side for.

        Where the newer side is taken for what stays open, that is all there is to it.
        """
        differing = [
            element
            for m in matches
            if (element := m.newer if self._newer_wins else m.older)
            if not m.equal and m.any.kind != "import"
        ]
        used = {n for e in differing for node in e.nodes for n in normal_form.free_names(node)}
        newer = imports.names_of([m.newer for m in matches if m.newer])
        self._wanted = self._wanted | frozenset(used - newer) | self._half_merged
        if not self._direction_known:
            alone = [m for m in matches if m.newer is None or m.older is None]
            its, others = (
                imports.names_of([e for e in side if e is not None])
                for side in ([m.newer for m in alone], [m.older for m in alone])
            )
            self._contested = self._contested | frozenset(its & others)

    def united(self, newer: Element, older: Element) -> MergedImport:
        """A statement of both sides: the newer one, with names of the older one."""
        missing = imports.names_beyond(older, newer)
        wanted = missing if self._three_way else self._acceptable(older, missing)
        if wanted:
            pieces = imports.united_import(newer, older, wanted)
            return MergedImport(pieces, "merged", "the names that either side needs")
        reason = "names that only the older side imports are not used"
        dropped = tuple(f"`{imports.spelled_alias(alias)}`" for alias in missing)
        lines = taken_lines(newer.lines, "newer", newer.start)
        return MergedImport(lines, "newer", reason if missing else "the same names", dropped)

    def added(self, element: Element, base: Element) -> MergedImport:
        """What is left of a statement that one side removed and the other added names to."""
        added = imports.names_beyond(element, base)
        if not added:
            return MergedImport([], "dropped", "the other side removed it")
        reason = "the names added on one side, without those removed on the other"
        return MergedImport(imports.reduced_import(element, added), "merged", reason)

    def of_one_side(self, element: Element, side: Side) -> MergedImport | None:
        """What is left of a statement that one side alone has; ``None`` where that is not known."""
        if not imports.is_plain(element) or imports.names_of([element]) & self._contested:
            return None  # a name that either side imports from elsewhere
        lines = taken_lines(element.lines, side, element.start)
        if side == "newer":
            return MergedImport(lines, "newer", "only the newer side imports it")
        names = imports.imported_aliases(element)
        wanted = self._acceptable(element, names)
        if not wanted:
            return MergedImport([], "dropped", "nothing in the result uses what it imports")
        if len(wanted) < len(names):
            reduced = imports.reduced_import(element, wanted)
            return MergedImport(reduced, "merged", "the names that the result uses")
        return MergedImport(lines, "older", "the result uses what it imports")

    def _acceptable(self, element: Element, names: Sequence[ast.alias]) -> list[ast.alias]:
        """Names of the older side's imports that the result needs and the library still has.

        Where it isn't known which side is older, all of them may be needed.
        """
        return [
            alias
            for alias in names
            if imports.bound_name(alias) in self._wanted or not self._direction_known
            if not self._is_removed(imports.imported_path(element, alias))
        ]
