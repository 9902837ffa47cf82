"""One manifest of each side, and perhaps of the base, merged field by field."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from prefect_codemods.migration import setting_note
from prefect_migrate.documents.manifest import Document, Entry, Node, scalar
from prefect_migrate.model import Grade
from prefect_migrate.reconcile.edits import LineEdit
from prefect_migrate.reconcile.manifests import merge_keys
from prefect_migrate.reconcile.manifests.conflict_span import Part, Undecided, behind, left
from prefect_migrate.reconcile.manifests.decision_log import Account, Action, Place
from prefect_migrate.reconcile.manifests.items import flags_apart, identified, item_name, words
from prefect_migrate.reconcile.manifests.text import (
    CannotMove,
    StreamText,
    entry_end,
    moved,
    with_comments,
)
from prefect_migrate.reconcile.manifests.values import Value, meaning, no_fact, shown
from prefect_migrate.settings import Settings

Given = tuple[Node | None, Entry | None]
"""A mapping or list, and the entry in question where it stands there."""


class Undecidable(Exception):
    """The two sides say different things and nothing says which one counts."""


@dataclass(slots=True)
class PairMerge(Account):
    """Merges ``older`` into ``newer``; edits go to the newer stream, decisions are gathered.

    With ``three_way`` the base's value (``None``: it had none) tells who changed what.
    """

    settings: Settings = field(default_factory=Settings)
    three_way: bool = False
    base: StreamText | None = None
    undecided: list[Undecided] = field(default_factory=list)
    today: dict[int, Node | None] = field(default_factory=dict)

    def merge(self, new: Document, old: Document, base: Document | None) -> Value:
        """The decided value.

        Raises ``Undecidable`` or ``CannotMove``, after which the edits made so far are void.
        """
        kind = new.kind
        place = Place("", kind or "Document", kind)
        if meaning(new.root) == meaning(old.root):
            return meaning(new.root)
        if new.merges or old.merges or (base is not None and base.merges):
            raise Undecidable("takes keys from elsewhere (`<<`) and differs between the sides")
        if new.root.kind != "map" or old.root.kind != "map":
            raise Undecidable("it is no mapping")
        return self._map(new.root, old.root, base.root if base else None, place)

    # --- mappings -------------------------------------------------------------------------------

    def _map(self, new: Node, old: Node, base: Node | None, place: Place) -> Value:
        merged: dict[str, Value] = {}
        outer = self.programs
        self.programs = words(new) or outer
        for entry in new.entries:
            other = old.get(entry.key)
            origin = base.get(entry.key) if base is not None and base.kind == "map" else None
            at = place.down(entry.key)
            with self._or_left((new, entry), (old, other), (base, origin)):
                merged[entry.key] = meaning(entry.node)
                if other is not None:
                    merged[entry.key] = self._both(new, old, entry, other, origin, at, place)
                elif not self._newer_only(new, entry, origin, at):
                    del merged[entry.key]
        for other in old.entries:
            if new.get(other.key) is None:
                origin = base.get(other.key) if base is not None and base.kind == "map" else None
                with self._or_left((new, None), (old, other), (base, origin)):
                    if self._older_only(new, old, other, origin, place.down(other.key)):
                        merged[other.key] = meaning(other.node)
        self.programs = outer
        return merged

    @contextmanager
    def _or_left(self, newer: Given, older: Given, base: Given) -> Iterator[None]:
        """Leave an entry in markers where it can't be decided; the newer side's value stands.

        Raises what was raised where whole lines don't do.
        """
        state, programs = self._state(), self.programs
        try:
            yield
        except (Undecidable, CannotMove) as error:
            self._back(state)
            self.programs = programs
            origin = None
            if self.base is not None and base[0] is not None:
                origin = Part(self.base, base[0], base[1])
            assert newer[0] is not None and older[0] is not None
            mine = Part(self.newer, newer[0], newer[1])
            yours = Part(self.older, older[0], older[1])
            found = left(mine, yours, origin, f"{self.name} {error}")
            if found is None:
                raise
            self.undecided.append(found)

    def _state(self) -> tuple[list[LineEdit], int, int]:
        return list(self.newer.edits), len(self.decisions), len(self.undecided)

    def _back(self, state: tuple[list[LineEdit], int, int]) -> None:
        """Forget what was planned since."""
        self.newer.edits[:] = state[0]
        del self.decisions[state[1] :], self.undecided[state[2] :]

    def _newer_only(self, new: Node, entry: Entry, base: Entry | None, at: Place) -> bool:
        """Whether an entry of the newer side stays."""
        if not self.three_way or base is None:
            if self.three_way or not no_fact(entry.key, entry.node):
                self.decide(at, *self._added(self.newer_side), entry, None)
            return True
        self._delete(new, entry, base, at, stuck=entry.inline)
        return False

    def _delete(self, new: Node, entry: Entry, base: Entry, at: Place, *, stuck: bool) -> None:
        """Take an entry out of the newer side that the older side deleted; ``stuck``: it can't go."""
        if meaning(entry.node) != meaning(base.node):
            raise Undecidable(f"{at.shown}: one side changed it, the other deleted it")
        if stuck or len(new.entries) == 1 or new.flow:
            raise CannotMove(f"{at.shown} can't be deleted by whole lines")
        start = with_comments(self.newer, entry, new.entries)
        self.newer.replace(start, entry_end(self.newer, entry))
        reason = f"{self.older_side} deleted it, {self.newer_side} left it as it was"
        self.decide(at, self.older_side, "three-way", Grade.PROVEN, reason, entry, None)

    def _stays_deleted(self, entry: Entry, base: Entry, at: Place) -> None:
        """Leave an entry of the older side where it is: the newer side deleted it."""
        if meaning(entry.node) != meaning(base.node):
            if self._taken_out(entry, at):
                return
            raise Undecidable(f"{at.shown}: one side changed it, the other deleted it")
        reason = f"{self.newer_side} deleted it, {self.older_side} left it as it was"
        self.decide(at, self.newer_side, "three-way", Grade.PROVEN, reason, None, entry)

    def _added(self, side: Literal["ours", "theirs"]) -> tuple[Action, str, Grade, str]:
        """What is decided of something that stands on the newer side only, and why."""
        if self.three_way:
            return side, "three-way", Grade.PROVEN, f"{side} added it"
        return side, "one-sided", Grade.POLICY, f"only {side} has it: kept"

    def _older_only(
        self, new: Node, old: Node, entry: Entry, base: Entry | None, at: Place
    ) -> bool:
        """Whether an entry of the older side comes over."""
        side = self.older_side
        if self.three_way and base is not None:
            self._stays_deleted(entry, base, at)
            return False
        if no_fact(entry.key, entry.node) and not self.three_way:
            reason = f"`{entry.key}: {shown(entry.node)}` says the same as no `{entry.key}`"
            self.decide(
                at, self.newer_side, "empty-is-absent", Grade.EQUIVALENT, reason, None, entry
            )
            return False
        if self._taken_out(entry, at):
            return False
        if not self.three_way and self.settings.one_sided == "drop-older":
            reason = f"only {side}, the older side, has it: dropped, as asked for"
            self.decide_each(at, self.newer_side, "one-sided", reason, entry, old)
            return False
        self._insert_pair(new, old, entry)
        if self.three_way:
            reason = f"{side} added it"
            self.decide(at, side, "three-way", Grade.PROVEN, reason, None, entry)
        else:
            reason = f"only {side}, the older side, has it: kept"
            self.decide_each(at, "both", "one-sided", reason, entry, old)
        return True

    def _taken_out(self, entry: Entry, at: Place) -> bool:
        """Whether the codemods take an entry of the older side out, so that it is none."""
        if id(entry.node) not in self.today or self.today[id(entry.node)] is not None:
            return False
        what = f"`{entry.key}: {shown(entry.node)}`" if entry.key else "it"
        side, rule = self.newer_side, "equal-after-codemods"
        self.decide(at, side, rule, Grade.EQUIVALENT, f"the codemods take {what} out", None, entry)
        return True

    def _insert_pair(self, new: Node, old: Node, entry: Entry) -> None:
        if new.flow:
            self._insert_inside(new, entry, f"`{entry.key}`")
            return
        if old.flow or not new.entries:
            raise CannotMove(f"`{entry.key}` would have to come out of a mapping in braces")
        start = with_comments(self.older, entry, old.entries)
        cut = entry.column if entry.inline else 0
        delta = new.entries[0].column - entry.column
        lines = moved(self.older, start, entry_end(self.older, entry), self.newer, delta, cut)
        self.newer.insert(behind(self.newer, new, old, entry), lines)

    def _insert_inside(self, new: Node, entry: Entry, shown: str) -> None:
        """Put an entry that stands within one line into braces or brackets."""
        node = entry.node
        if node.end_column < 0 or node.end != entry.start + 1 or node.style in ("|", ">"):
            raise CannotMove(f"{shown} would have to go into brackets, and has several lines")
        column = entry.column if entry.key else node.column
        text = self.older.lines[entry.start][column : node.end_column]
        self.newer.add_inside(new, text)

    # --- values on both sides -------------------------------------------------------------------

    def _both(
        self,
        new: Node,
        old: Node,
        entry: Entry,
        other: Entry,
        base: Entry | None,
        at: Place,
        owner: Place,
    ) -> Value:
        mine, yours = meaning(entry.node), meaning(other.node)
        if mine == yours:
            return mine
        if other.node.kind != "map" and mine == meaning(self._today(other.node)):
            reason = f"equal after the codemods: `{shown(other.node)}` is `{shown(entry.node)}`"
            side, rule = self.newer_side, "equal-after-codemods"
            self.decide(at, side, rule, Grade.EQUIVALENT, reason, entry, other)
            return mine
        if self.three_way and base is not None:
            origin = meaning(base.node)
            if yours == origin:
                reason = f"only {self.newer_side} changed it"
                self.decide(at, self.newer_side, "three-way", Grade.PROVEN, reason, entry, other)
                return mine
            if mine == origin:
                return self._only_older_changed(new, old, entry, other, base, at, owner)
            if (now := meaning(self._today(base.node))) != origin and base.node.kind != "map":
                if meaning(self._today(other.node)) == now:
                    reason = f"after the codemods, only {self.newer_side} changed it"
                    side = self.newer_side
                    self.decide(at, side, "three-way", Grade.PROVEN, reason, entry, other)
                    return mine
                if mine == now:
                    return self._only_older_changed(new, old, entry, other, base, at, owner)
        if not self.three_way and no_fact(entry.key, entry.node):
            if self.settings.one_sided == "drop-older":
                reason = f"only {self.older_side} says something here: dropped, as asked for"
                self.decide(at, self.newer_side, "one-sided", Grade.POLICY, reason, entry, other)
                return mine
            return self._take_older(new, old, entry, other, at)
        if not self.three_way and no_fact(entry.key, other.node):
            reason = f"only {self.newer_side} says something here: kept"
            self.decide(at, self.newer_side, "one-sided", Grade.POLICY, reason, entry, other)
            return mine
        return self._inside(entry, other, base, at, owner)

    def _only_older_changed(
        self,
        new: Node,
        old: Node,
        entry: Entry,
        other: Entry,
        base: Entry,
        at: Place,
        owner: Place,
    ) -> Value:
        """What changed inside comes over; if that can't be had, the whole entry does."""
        state = self._state()
        try:
            if entry.node.kind != "scalar":
                value = self._inside(entry, other, base, at, owner)
                if len(self.undecided) == state[2]:
                    return value
        except (Undecidable, CannotMove):
            pass
        self._back(state)
        return self._take_older(new, old, entry, other, at)

    def _take_older(self, new: Node, old: Node, entry: Entry, other: Entry, at: Place) -> Value:
        if entry.inline or other.inline or new.flow or old.flow:
            self._take_value(entry.node, other.node, at)
        else:
            start = with_comments(self.older, other, old.entries)
            first = with_comments(self.newer, entry, new.entries)
            if not _comments(self.newer, first, entry) <= _comments(self.older, start, other):
                start, first = other.start, entry.start
            delta = entry.column - other.column
            lines = moved(self.older, start, entry_end(self.older, other), self.newer, delta)
            self.newer.replace(first, entry_end(self.newer, entry), lines)
        if self.three_way:
            reason = f"only {self.older_side} changed it"
            self.decide(at, self.older_side, "three-way", Grade.PROVEN, reason, entry, other)
        else:
            reason = (
                f"`{entry.key}: {shown(entry.node)}` is no fact; {self.older_side} has one: kept"
            )
            self.decide(at, self.older_side, "one-sided", Grade.POLICY, reason, entry, other)
        return meaning(other.node)

    def _take_value(self, new: Node, old: Node, at: Place) -> None:
        """Put the older value in the place of the newer one, both within one line."""
        for node in (new, old):
            if node.end != node.start + 1 or node.end_column < 0:
                raise CannotMove(f"{at.shown} shares its line with others")
        text = self.older.lines[old.start][old.column : old.end_column]
        self.newer.set_value(new, text)

    def _inside(
        self, entry: Entry, other: Entry, base: Entry | None, at: Place, owner: Place
    ) -> Value:
        new, old = entry.node, other.node
        origin = base.node if base is not None else None
        if new.kind == old.kind == "map":
            return self._map(new, old, origin, at)
        if new.kind == old.kind == "list":
            keys = merge_keys.keys(owner.type, entry.key, at.dotted, self.settings.merge_keys)
            if keys or (owner.type == "List" and entry.key == "items"):
                found = [identified(n, keys) for n in (new, old)]
                known = identified(origin, keys) if origin is not None else {}
                if found[0] is not None and found[1] is not None and known is not None:
                    found[1] = self._named_today(found[0], found[1], keys)
                    return self._items(new, old, found[0], found[1], known, origin, at)
        return self._atomic(entry, other, at)

    def _today(self, node: Node) -> Node:
        """A node of the older side or the base as the codemods would write it."""
        return self.today.get(id(node)) or node

    def _named_today(
        self, mine: dict[str, Entry], yours: dict[str, Entry], keys: tuple[str, ...]
    ) -> dict[str, Entry]:
        """The older items, those that the newer side has under today's name by that."""
        made: dict[str, Entry] = {}
        for name, entry in yours.items():
            now = item_name(self._today(entry.node), keys) or name
            renamed = name not in mine and now in mine and now not in yours
            made[now if renamed else name] = entry
        return made

    def _atomic(self, entry: Entry, other: Entry, at: Place) -> Value:
        if self.three_way:
            raise Undecidable(f"{at.shown}: both sides changed it")
        reason = f"{_against(entry.node, other.node)}: {self.newer_side} is the newer side"
        if at.shown == ".apiVersion":
            reason = f"another version of the same API, {reason}"
        if entry.key in merge_keys.ATOMIC_NOTES and entry.node.kind == "list":
            flags = flags_apart(entry.node, other.node, self.newer_side, self.older_side)
            told = flags or f": {shown(entry.node)} against {shown(other.node)}"
            reason = f"taken whole, {merge_keys.ATOMIC_NOTES[entry.key]}{told}"
        self.decide(at, self.newer_side, "newer-wins", Grade.POLICY, reason, entry, other)
        return meaning(entry.node)

    # --- lists with merge keys ------------------------------------------------------------------

    def _items(
        self,
        new: Node,
        old: Node,
        mine: dict[str, Entry],
        yours: dict[str, Entry],
        base: dict[str, Entry],
        known: Node | None,
        at: Place,
    ) -> Value:
        merged: list[Value] = []
        for name, entry in mine.items():
            other, origin = yours.get(name), base.get(name)
            with self._or_left((new, entry), (old, other), (known, origin)):
                place = len(merged)
                merged.append(meaning(entry.node))
                if other is not None:
                    merged[place] = self._item(entry, other, origin, at.item(name))
                elif not self._newer_item(new, entry, origin, at.item(name)):
                    del merged[place]
        for name, other in yours.items():
            if name in mine:
                continue
            origin = base.get(name)
            with self._or_left((new, None), (old, other), (known, origin)):
                if self._older_item(new, old, other, origin, at.item(name), name):
                    merged.append(meaning(other.node))
        return tuple(merged)

    def _item(self, entry: Entry, other: Entry, base: Entry | None, at: Place) -> Value:
        if meaning(entry.node) == meaning(other.node):
            return meaning(entry.node)
        if entry.node.kind == other.node.kind == "map":
            place = at
            kind = scalar(entry.node, "kind")
            if kind and at.type == "":
                place = Place(at.shown, kind, kind)
            return self._map(entry.node, other.node, base.node if base else None, place)
        return self._atomic(entry, other, at)

    def _newer_item(self, new: Node, entry: Entry, base: Entry | None, at: Place) -> bool:
        if not self.three_way or base is None:
            self.decide(at, *self._added(self.newer_side), entry, None)
            return True
        self._delete(new, entry, base, at, stuck=False)
        return False

    def _older_item(
        self, new: Node, old: Node, entry: Entry, base: Entry | None, at: Place, name: str
    ) -> bool:
        side = self.older_side
        if self.three_way and base is not None:
            self._stays_deleted(entry, base, at)
            return False
        if self._taken_out(entry, at):
            return False
        known = setting_note(name, self.programs)
        known = f" ({known})" if known else ""
        if not self.three_way and self.settings.one_sided == "drop-older":
            reason = f"only {side}, the older side, has it: dropped, as asked for{known}"
            self.decide(at, self.newer_side, "one-sided", Grade.POLICY, reason, None, entry)
            return False
        if new.flow:
            self._insert_inside(new, entry, at.shown)
        elif old.flow or not new.entries:
            raise CannotMove(f"{at.shown} would have to come out of a list in brackets")
        else:
            start = with_comments(self.older, entry, old.entries)
            delta = new.entries[0].column - entry.column
            lines = moved(self.older, start, entry_end(self.older, entry), self.newer, delta)
            self.newer.insert(behind(self.newer, new, old, entry), lines)
        grade = Grade.PROVEN if self.three_way else Grade.POLICY
        rule = "three-way" if self.three_way else "one-sided"
        reason = (
            f"{side} added it" if self.three_way else f"only {side}, the older side, has it: kept"
        )
        self.decide(at, "both", rule, grade, reason + known, None, entry)
        return True


def _comments(text: StreamText, start: int, entry: Entry) -> set[str]:
    """The comments above an entry."""
    return {line.strip() for line in text.lines[start : entry.start]}


def _against(new: Node, old: Node) -> str:
    """Both values in short; of two texts of several lines, the lines that differ."""
    if "\n" not in new.text.rstrip("\n") or "\n" not in old.text.rstrip("\n"):
        return f"{shown(new)} against {shown(old)}"
    lines = [[line.strip() for line in node.text.splitlines()] for node in (new, old)]
    its, others = (
        "; ".join(f"`{line}`" for line in own if line and line not in other) or "nothing more"
        for own, other in (lines, lines[::-1])
    )
    return f"{its} against {others}"
