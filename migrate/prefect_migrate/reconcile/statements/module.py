"""The merge of a list of elements: a module, or the body of a class."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from prefect_codemods.python import normal_form
from prefect_migrate.reconcile.statements import imports
from prefect_migrate.reconcile.statements.additions import are_apart
from prefect_migrate.reconcile.statements.blank_lines import space_out
from prefect_migrate.reconcile.statements.blocks import StatementBlock, statement_blocks
from prefect_migrate.reconcile.statements.contents import (
    decided_side,
    merge_contents,
    merge_head,
    merge_layouts,
)
from prefect_migrate.reconcile.statements.elements import Element, Text
from prefect_migrate.reconcile.statements.facts import Fact, element_facts
from prefect_migrate.reconcile.statements.import_merge import ImportMerge, MergedImport
from prefect_migrate.reconcile.statements.matching import (
    Match,
    arrange_matches,
    match_elements,
    order_changed,
    same_order,
)
from prefect_migrate.reconcile.statements.pieces import (
    Action,
    OpenPlace,
    Piece,
    Side,
    StatementChoice,
    taken_lines,
    traced_lines,
)

_FREE = ("import", "def", "class")


class Unordered(Exception):
    """Statements whose order can't be determined with certainty; the message says why."""


class ModuleMerge:
    """One attempt at merging.

    ``open_names`` maps names that must stay open to the reason why, ``open_facts`` what statements
    that must stay open say. ``half_merged`` are names that the newer side uses, and only the older
    side binds: git merged what uses them already.
    """

    def __init__(
        self,
        newer: Text,
        older: Text,
        base: Text | None,
        open_names: Mapping[str, str],
        open_facts: Mapping[Fact, str],
        *,
        whole_statements: bool,
        direction_known: bool,
        newer_wins: bool = False,
        is_removed: Callable[[str], bool] = imports.nothing_removed,
        half_merged: frozenset[str] = frozenset(),
    ) -> None:
        self.texts = (newer, older, base)
        self.three_way = base is not None
        self.open_names = open_names
        self.open_facts = {fact.unplaced: why for fact, why in open_facts.items()}
        self._reasons = {*self.open_names.values(), *self.open_facts.values()}
        self.whole_statements = whole_statements
        self.direction_known = direction_known
        self._imports = ImportMerge(
            three_way=self.three_way,
            direction_known=direction_known,
            newer_wins=newer_wins,
            is_removed=is_removed,
            half_merged=half_merged,
        )
        self.choices: list[StatementChoice] = []
        self.moved_and_open: dict[str, str] = {}
        """Functions that one side moved elsewhere and the other changed, and why they stay open."""
        self._removed: dict[Side, dict[str, str]] = {"newer": {}, "older": {}}
        self._fresh: dict[Side, set[str]] = {"newer": set(), "older": set()}

    def run(self) -> list[Piece]:
        """The pieces of the module; raises ``Unordered``."""
        newer, older, base = self.texts
        known = base.elements if base else None
        made = self._list(newer.elements, older.elements, known, nested=False)
        for side, removed in self._removed.items():
            self.moved_and_open |= {n: why for n, why in removed.items() if n in self._fresh[side]}
        return made

    def _list(
        self,
        newer: Sequence[Element],
        older: Sequence[Element],
        base: Sequence[Element] | None,
        *,
        nested: bool = True,
    ) -> list[Piece]:
        matches = match_elements(newer, older, base)
        if not self.three_way:
            self._imports.look_at(matches)
        ordered = arrange_matches(matches, self._by_newer(matches))
        places = _places_behind(ordered)
        outcomes = [self._one(m, *places[i]) for i, m in enumerate(ordered)]
        if self.three_way:
            removed = [m.base for m in matches if m.base and not (m.newer or m.older)]
            self._close_gaps(ordered, outcomes, removed, nested=nested)
            self._keep_replaced(ordered, outcomes)
        space_out(ordered, outcomes, nested=nested)
        return [piece for outcome in outcomes for piece in outcome]

    # -- order

    def _by_newer(self, matches: Sequence[Match]) -> bool:
        """Whether the newer side's order is taken; raises ``Unordered`` where neither can be."""
        fixed = [m for m in matches if m.any.kind not in _FREE]
        if not self.three_way:
            if not same_order(fixed):
                raise Unordered("the sides have their statements in different orders")
            return True
        moves = order_changed(fixed)
        if any(moves) and not same_order(fixed):
            if all(moves):
                raise Unordered("both sides moved statements")
            if any(_touched(m, by_newer=moves[1]) for m in fixed):
                raise Unordered("statements were moved on one side and changed on the other")
        newer, older = order_changed(matches)
        return newer or not older

    def _close_gaps(
        self,
        ordered: Sequence[Match],
        outcomes: list[list[Piece]],
        removed: Sequence[Element],
        *,
        nested: bool,
    ) -> None:
        """Statements that both sides added in one place have no certain order.

        Nor are they certainly two where they say one thing, or both took the place of one.
        """
        run: list[int] = []
        for at, each in enumerate([*ordered, Match()]):
            if each.base is None and (each.newer is None) != (each.older is None):
                run.append(at)
            elif at == len(ordered) or outcomes[at]:
                added = [ordered[i] for i in run]
                newer = [m.newer for m in added if m.newer]
                older = [m.older for m in added if m.older]
                if newer and older:
                    gone = _within_gap(ordered, run[0], at, removed)
                    if not are_apart(newer, older, gone, nested=nested):
                        self._close_gap(added, (newer, older), run, outcomes)
                run = []

    def _close_gap(
        self,
        added: Sequence[Match],
        sides: tuple[Sequence[Element], Sequence[Element]],
        run: Sequence[int],
        outcomes: list[list[Piece]],
    ) -> None:
        newer, older = sides
        spans = (newer[0].start, newer[-1].end), (older[0].start, older[-1].end)
        reason = "both sides added statements in one place"
        for at in run:
            outcomes[at] = []
        outcomes[run[0]] = [OpenPlace(*spans, None, reason)]
        self._forget_choices(added)

    def _keep_replaced(self, ordered: Sequence[Match], outcomes: list[list[Piece]]) -> None:
        """What one side removed and the other changed stays with what took its place.

        It may be the same thing under another name: then neither is to be had without the other.
        """
        for at, m in enumerate(ordered):
            removed_on_newer = m.newer is None
            place = outcomes[at][0] if len(outcomes[at]) == 1 else None
            if m.base is None or removed_on_newer == (m.older is None):
                continue
            if not isinstance(place, OpenPlace):
                continue
            run = [*_replacing(ordered, at, -1)[::-1], at, *_replacing(ordered, at, 1)]
            if len(run) == 1:
                continue
            added = [ordered[i].any for i in run if i != at]
            span = added[0].start, added[-1].end
            spans = (span, place.older) if removed_on_newer else (place.newer, span)
            for i in run:
                outcomes[i] = []
            outcomes[run[0]] = [OpenPlace(*spans, place.base, place.reason)]
            self._forget_choices([ordered[i] for i in run])

    def _forget_choices(self, matches: Sequence[Match]) -> None:
        """Take back what was chosen of elements that stay open after all."""
        matched = {(m.any.name, m.any.span) for m in matches}
        self.choices = [c for c in self.choices if (c.subject, c.newer or c.older) not in matched]

    # -- one element

    def _one(self, m: Match, newer_at: int, older_at: int) -> list[Piece]:
        """The pieces that stand for one match; the places are where a side lacks it."""
        spans = (
            m.newer.span if m.newer else (newer_at, newer_at),
            m.older.span if m.older else (older_at, older_at),
        )
        if m.equal and m.newer and m.older:
            return merge_layouts(m.newer, m.older, m.base)
        reason = self._must_stay_open(m)
        if reason is not None:
            found = self._open_inside(m)
            if found is not None:
                return found
        else:
            found = self._both(m) if m.newer and m.older else self._single(m)
            if found is not None:
                return found
            reason = self._why(m)
            self._note_removed(m, reason)
        return [OpenPlace(*spans, m.base.span if m.base else None, reason)]

    def _open_inside(self, m: Match) -> list[Piece] | None:
        """The pieces of a statement of which only parts must stay open."""
        if m.newer is None or m.older is None or self.whole_statements:
            return None
        before = len(self.choices)
        found = self._inside(m.newer, m.older, m.base)
        if found and any(isinstance(p, OpenPlace) and p.reason in self._reasons for p in found):
            return found
        del self.choices[before:]
        return None

    def _must_stay_open(self, m: Match) -> str | None:
        if not self._reasons:
            return None
        for element in (m.newer, m.older, m.base):
            for name in _names_of_element(element) if element else ():
                if name in self.open_names:
                    return self.open_names[name]
        return self._holds_open_fact(m) if self.open_facts else None

    def _holds_open_fact(self, m: Match) -> str | None:
        for element in (m.newer, m.older, m.base):
            for fact in element_facts(element) if element else ():
                if fact.unplaced in self.open_facts:
                    return self.open_facts[fact.unplaced]
        return None

    def _note_removed(self, m: Match, reason: str) -> None:
        """Remember a function that one side lacks: it may have been moved, into a class, say."""
        if m.any.kind not in ("def", "class") or m.base is None or (m.newer and m.older):
            return
        self._removed["newer" if m.newer is None else "older"][m.any.key[1]] = reason
        for name in method_names(m.base) - method_names(m.any):
            self._removed["newer" if m.newer else "older"][name] = reason

    def _why(self, m: Match) -> str:
        name = m.any.name
        if m.newer and m.older:
            if self.three_way:
                return f"both sides changed {name}" if m.base else f"both sides added {name}"
            return f"{name} differs, and no base shows which side changed it"
        side, other = ("newer", "older") if m.newer else ("older", "newer")
        if m.base:
            return f"{name} was changed on the {side} side and removed on the {other} side"
        return f"only the {side} side has {name}, and no base shows whether it was added"

    def _both(self, m: Match) -> list[Piece] | None:
        newer, older, base = m.newer, m.older, m.base
        assert newer is not None and older is not None
        if newer.kind == "import" and base is None:
            return self._chose_names(Match(newer, older), self._imports.united(newer, older))
        loose = not self.three_way and self.direction_known
        before = len(self.choices)
        found = None if self.whole_statements else self._inside(newer, older, base)
        if found is None or any(
            isinstance(piece, OpenPlace) and piece.reason not in self._reasons for piece in found
        ):
            contents = merge_contents(newer, older, base, newer_comments=loose)
            if contents is not None:
                del self.choices[before:]
                found = contents
        if found is not None:
            self._note(m, found)
        return found

    def _note(self, m: Match, found: Sequence[Piece]) -> None:
        """Tell which side the lines came from, where the sides differ."""
        if any(isinstance(piece, OpenPlace) for piece in found):
            return
        solid = [p for p in found if not isinstance(p, OpenPlace) and p.text.strip()]
        newer = [line for line in m.newer.lines if line.strip()] if m.newer else []
        if [piece.text for piece in solid] == newer:
            self._chose(m, "newer", _only_change(m, "newer"))
        elif {piece.source for piece in solid} == {"older"}:
            self._chose(m, "older", _only_change(m, "older"))
        else:
            self._chose(m, "merged", "the sides changed different parts of it")

    def _chose(self, m: Match, action: Action, reason: str, dropped: tuple[str, ...] = ()) -> None:
        spans = m.newer.span if m.newer else None, m.older.span if m.older else None
        kind: Literal["imports", "code"] = "imports" if m.any.kind == "import" else "code"
        self.choices.append(
            StatementChoice(kind, m.any.name, action, reason, *spans, dropped=dropped)
        )

    def _chose_names(self, m: Match, made: MergedImport | None) -> list[Piece] | None:
        if made is None:
            return None
        self._chose(m, made.action, made.reason, made.dropped)
        return made.pieces

    def _single(self, m: Match) -> list[Piece] | None:
        """What stands on one side only."""
        side: Side = "newer" if m.newer else "older"
        element = m.newer or m.older
        if element is None:
            self._chose(m, "dropped", "both sides removed it")
            return []
        if m.base is not None:
            if element.whole == m.base.whole:
                self._chose(m, "dropped", f"the {'older' if m.newer else 'newer'} side removed it")
                return []
            if element.kind != "import":
                return None
            return self._chose_names(m, self._imports.added(element, m.base))
        if self.three_way:
            self._fresh[side].add(element.key[1])
            self._chose(m, side, f"only the {side} side has it: it was added there")
            return taken_lines(element.lines, side, element.start)
        if element.kind != "import":
            return None
        return self._chose_names(m, self._imports.of_one_side(element, side))

    # -- what is inside

    def _inside(self, newer: Element, older: Element, base: Element | None) -> list[Piece] | None:
        """A compound statement by its heads and the statements below them.

        A head that both sides changed stays open, and what they changed below it may be plain.
        Without a base, a class only: what a function does is decided as a whole.
        """
        elements = [e for e in (newer, older, base) if e is not None]
        if newer.kind != older.kind or (base is None and newer.kind != "class"):
            return None
        cuts = [statement_blocks(element) for element in elements]
        found = [cut for cut in cuts if cut is not None]
        if len(found) < len(cuts) or len({tuple(b.label for b in cut) for cut in found}) > 1:
            return None
        before = len(self.choices)
        pieces: list[Piece] = []
        try:
            for versions in zip(*found, strict=True):
                head = self._head(elements, versions)
                if head is None:
                    raise Unordered("its head differs")
                bodies = [block.body for block in versions]
                body = self._list(bodies[0], bodies[1], bodies[2] if base is not None else None)
                pieces += head + body
        except Unordered:
            del self.choices[before:]
            return None
        return pieces

    def _head(
        self, elements: Sequence[Element], heads: Sequence[StatementBlock]
    ) -> list[Piece] | None:
        three_way = len(heads) > 2
        base = heads[2].said if three_way else None
        side = decided_side(heads[0].said, heads[1].said, base, three_way)
        spans = [head.head for head in heads]
        lines = [e.text_of.lines[slice(*span)] for e, span in zip(elements, spans, strict=True)]
        if side is not None:
            chosen = 0 if side == "newer" else 1
            return taken_lines(lines[chosen], side, spans[chosen][0])
        if not three_way:
            return None
        merged = merge_head((lines[0], lines[1], lines[2]))
        if merged is None:
            reason = f"both sides changed the head of {elements[0].name}"
            return [OpenPlace(spans[0], spans[1], spans[2], reason)]
        return traced_lines(
            merged, (lines[0], spans[0][0]), (lines[1], spans[1][0]), "merge by line"
        )


def _only_change(m: Match, side: Side) -> str:
    """Why one side's text stands for the element: the other's says the same as the base's."""
    other, other_side = (m.older, "older") if side == "newer" else (m.newer, "newer")
    if m.base is None and m.newer and m.older:
        return f"the same code on both sides; the text of the {side} side stays"
    if m.base is None or other is None or other.lines == m.base.lines:
        return f"only the {side} side changed it"
    if other.code_only != m.base.code_only or other.remarks != m.base.remarks:
        return f"the {side} side says all that the {other_side} side changed"
    return f"the {other_side} side changed only its layout, which is not kept"


def _within_gap(
    ordered: Sequence[Match], start: int, end: int, removed: Sequence[Element]
) -> list[Element]:
    """What both sides removed between the statements of the base around a stretch."""
    above = next((m.base.start for m in reversed(ordered[:start]) if m.base), -1)
    below = [m.base.start for m in ordered[end:] if m.base and m.base.nodes]
    return [e for e in removed if above < e.start and (not below or e.start < below[0])]


def method_names(element: Element) -> set[str]:
    """The names of the functions that stand in a class."""
    return {
        part.name
        for node in element.nodes
        if isinstance(node, ast.ClassDef)
        for part in node.body
        if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef))
    }


def _replacing(ordered: Sequence[Match], at: int, step: int) -> list[int]:
    """What the side that lacks the element at ``at`` added beside it, of the same kind."""
    removed = ordered[at]
    found: list[int] = []
    while 0 <= (at := at + step) < len(ordered):
        m = ordered[at]
        own = m.newer if removed.newer is None else m.older
        other = m.older if removed.newer is None else m.newer
        if m.base is not None or own is None or other is not None or own.kind != removed.any.kind:
            break
        found.append(at)
    return found


def _places_behind(ordered: Sequence[Match]) -> list[tuple[int, int]]:
    """For each match, the line of either side behind what came before it."""
    found: list[tuple[int, int]] = []
    newer = older = 0
    first = next((m.newer for m in ordered if m.newer), None)
    newer = first.start if first else 0
    first = next((m.older for m in ordered if m.older), None)
    older = first.start if first else 0
    for m in ordered:
        found.append((newer, older))
        newer = m.newer.end if m.newer else newer
        older = m.older.end if m.older else older
    return found


def _touched(m: Match, *, by_newer: bool) -> bool:
    """Whether one side added, removed or changed an element."""
    its = m.newer if by_newer else m.older
    if its is None or m.base is None:
        return its is not m.base
    return its.whole != m.base.whole


def _names_of_element(element: Element) -> set[str]:
    """The names that an element uses or binds."""
    found: set[str] = set()
    for node in element.nodes:
        found |= normal_form.free_names(node)
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            found |= {imports.bound_name(alias) for alias in node.names}
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
    return found
