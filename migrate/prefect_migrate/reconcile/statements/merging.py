"""Two versions of a Python module merged by what their statements are, not by their lines.

With a base it is a three-way merge of functions, classes, imports and keyword arguments by name.
Without one, only what is equal is settled. A result that does not compile, loses a name it needs,
defines a name twice or drops a line that both sides have is never given: such places stay open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType

from prefect_codemods.python import normal_form
from prefect_migrate.model import Refusal
from prefect_migrate.reconcile.statements.contents import decided_side
from prefect_migrate.reconcile.statements.elements import Text
from prefect_migrate.reconcile.statements.facts import Fact, ModuleVersions
from prefect_migrate.reconcile.statements.imports import nothing_removed
from prefect_migrate.reconcile.statements.module import ModuleMerge, Unordered
from prefect_migrate.reconcile.statements.pieces import (
    OpenPlace,
    Piece,
    StatementChoice,
    Taken,
    filled_from,
    joined_pieces,
    taken_lines,
)
from prefect_migrate.reconcile.statements.soundness import ModuleSides


@dataclass(frozen=True, slots=True)
class PythonMerge:
    """The merged module: ``pieces`` in order, each a line with its origin or an open place.

    ``choices`` tells what was decided where the sides differ. ``linked`` says that open places
    need each other: a name, say, that one holds the import of and another uses.
    """

    pieces: tuple[Piece, ...]
    choices: tuple[StatementChoice, ...] = ()
    linked: bool = False

    @property
    def undecided(self) -> tuple[OpenPlace, ...]:
        """The places that a person must settle."""
        return tuple(piece for piece in self.pieces if isinstance(piece, OpenPlace))

    @property
    def text(self) -> str:
        """The merged module; raises ``ValueError`` where something is undecided."""
        if self.undecided:
            raise ValueError("a merge with open places has no text")
        return "".join(piece.text for piece in self.pieces if isinstance(piece, Taken))


def merge_python(
    newer: str,
    older: str,
    base: str | None = None,
    *,
    direction_known: bool = True,
    exact: bool = False,
    newer_wins: bool = False,
    is_removed: Callable[[str], bool] = nothing_removed,
    doubts: Mapping[Fact, str] = MappingProxyType({}),
) -> PythonMerge:
    """Merge two whole modules; all texts are the sides' own, after the codemods on older code.

    ``newer`` gives the layout of what means the same on both sides. Without ``base``, what stands
    on one side only stays open, save imports; and where the direction is not known either, so do
    comments that differ. ``exact`` versions are whole files: a name that one of them never binds is
    its own affair. ``newer_wins`` says that the newer side is taken for whatever stays open, so that
    imports which only the older side needs go. ``is_removed`` tells whether the release that is
    migrated to lacks a name. ``doubts`` are facts that must stay open, each with a sentence. Raises
    ``Refusal`` for text that is not Python.
    """
    try:
        texts = Text.of(newer, "the newer side"), Text.of(older, "the older side")
        known = None if base is None else Text.of(base, "the base")
        side = decided_side(newer, older, base, base is not None)
        if side is not None:
            spans = (0, len(texts[0].lines)), (0, len(texts[1].lines))
            reason = f"only the {side} side changed it" if newer != older else "the same text"
            choice = StatementChoice("code", "all of it", side, reason, *spans)
            return PythonMerge(tuple(taken_lines(texts[side == "older"].lines, side, 0)), (choice,))
        sides = ModuleSides(*texts, known, exact=exact)
        return _merge(*texts, known, sides, direction_known, newer_wins, is_removed, doubts)
    except RecursionError:
        raise normal_form.too_deep("one of the versions") from None
    except SyntaxError as error:
        raise Refusal(f"a side does not compile: {error.msg}", error.lineno or 1) from None


def _merge(
    newer: Text,
    older: Text,
    base: Text | None,
    sides: ModuleSides,
    direction_known: bool,
    newer_wins: bool,
    is_removed: Callable[[str], bool],
    doubts: Mapping[Fact, str],
) -> PythonMerge:
    """Try, and open what a fault is about, until the result is sound whichever side is chosen."""
    open_names: dict[str, str] = {}
    open_facts = dict(doubts)
    versions = ModuleVersions(newer, older, base)
    whole_statements = False
    while True:
        merge = ModuleMerge(
            newer,
            older,
            base,
            open_names,
            open_facts,
            whole_statements=whole_statements,
            direction_known=direction_known,
            newer_wins=newer_wins,
            is_removed=is_removed,
            half_merged=sides.names[0].unresolved & sides.names[1].bound,
        )
        try:
            pieces = joined_pieces(
                merge.run(), newer.lines, older.lines, base.lines if base else None
            )
        except Unordered as why:
            return _open(newer, older, base, str(why))
        faults, broken = _wrong_with(pieces, versions, sides, open_names)
        faults |= merge.moved_and_open
        if not faults and not broken:
            break
        fresh_names = {name: why for name, why in faults.items() if name and name not in open_names}
        fresh_facts = {fact: why for fact, why in broken.items() if fact not in open_facts}
        # What stays open may leave something else without what it needs: that is opened next time.
        # Where nothing new is to be opened, statements are no longer merged within, then none are.
        if not fresh_names and not fresh_facts and whole_statements:
            reasons = (*faults.values(), *broken.values())
            return _open(newer, older, base, "; ".join(dict.fromkeys(reasons)))
        whole_statements = whole_statements or not (fresh_names or fresh_facts)
        open_names |= fresh_names
        open_facts |= fresh_facts
    lost = sides.lost(_lines_of_result(pieces, newer, older))
    if lost:
        return _open(newer, older, base, f"the merge would lose the line {lost[0].strip()}")
    return PythonMerge(tuple(pieces), tuple(merge.choices), bool(open_names or open_facts))


def _wrong_with(
    pieces: list[Piece], versions: ModuleVersions, sides: ModuleSides, open_names: Mapping[str, str]
) -> tuple[dict[str, str], dict[Fact, str]]:
    """What is wrong with a result: names and facts that it is about, each with a sentence."""
    texts = [
        filled_from(pieces, "newer", versions.newer.lines),
        filled_from(pieces, "older", versions.older.lines),
    ]
    try:
        views = [Text.of(text, "the merged module") for text in texts]
    except Refusal as refusal:
        return {"": f"the merged code would not compile ({refusal.message})"}, {}
    faults: dict[str, str] = {}
    for side, view in enumerate(views):
        faults |= sides.faults(view, side, open_names)
    if texts[0] == texts[1]:
        faults |= sides.half_merged(views[0])
    if faults:
        return faults, {}
    broken = {
        fact: why
        for view in dict.fromkeys(views)
        for fact, why in sides.confused_facts(view).items()
    }
    base = None
    if versions.base is not None:
        # Cut at lines that all three share, the parts of the base need not be code.
        with suppress(Refusal):
            base = Text.of(filled_from(pieces, "base", versions.base.lines), "the base")
    return {}, broken or dict(versions.broken(views[0], views[1], base))


def _lines_of_result(pieces: list[Piece], newer: Text, older: Text) -> str:
    """All lines that the result holds, those of open places on both sides included."""
    lines: list[str] = []
    for piece in pieces:
        if isinstance(piece, Taken):
            lines.append(piece.text if piece.text.endswith("\n") else piece.text + "\n")
        else:
            lines += newer.lines[slice(*piece.newer)] + older.lines[slice(*piece.older)]
    return "".join(lines)


def _open(newer: Text, older: Text, base: Text | None, reason: str) -> PythonMerge:
    """Nothing could be settled for certain."""
    its = (0, len(base.lines)) if base is not None else None
    whole = OpenPlace((0, len(newer.lines)), (0, len(older.lines)), its, reason)
    return PythonMerge((whole,))
