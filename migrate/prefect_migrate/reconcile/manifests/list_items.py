"""Lists whose items have identities, merged item by item and in an order that both sides agree on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations

from prefect_migrate.documents.manifest import Entry, Node, scalar
from prefect_migrate.reconcile.decision_rules import DecisionRule, three_way
from prefect_migrate.reconcile.manifests.aligned_items import align_items
from prefect_migrate.reconcile.manifests.conflict_span import Holder
from prefect_migrate.reconcile.manifests.decision_log import Place
from prefect_migrate.reconcile.manifests.fields import (
    FieldMerge,
    Holders,
    Outcome,
    Trio,
    Undecidable,
)
from prefect_migrate.reconcile.manifests.item_order import (
    OrderContradicts,
    insertion_index,
    is_reordered,
    put_instead,
)
from prefect_migrate.reconcile.manifests.items import Named, identify_items, item_name, shown_name
from prefect_migrate.reconcile.manifests.merge_keys import ListRule
from prefect_migrate.reconcile.manifests.renamed import renamed_items
from prefect_migrate.reconcile.manifests.text import CannotMove
from prefect_migrate.reconcile.manifests.values import Value, meaning


class PairMerge(FieldMerge):
    """Merges two manifests, the items of their lists included."""

    def items(self, rule: ListRule, trio: Trio, at: Place) -> Value | None:
        """The merged items of a list that both sides have; ``None`` where they can't be told apart.

        Raises ``Undecidable`` or ``CannotMove`` where the list has to stay as it is on each side.
        """
        made = _merge_aligned if rule.aligned else _merge_items
        return made(self, rule, trio, at)


def _merge_aligned(merge: FieldMerge, rule: ListRule, trio: Trio, at: Place) -> Value | None:
    """The items of a list without a merge key; ``None`` without a base to tell them by."""
    base = trio.base.node if trio.base is not None and trio.base.node.kind == "list" else None
    assert trio.new is not None and trio.old is not None
    new, old = trio.new.node, trio.old.node
    found = align_items(new, old, base) if merge.three_way and base is not None else None
    if found is None:
        return None
    if found.moved:
        name = shown_name(found.moved[0])
        raise Undecidable(f"{at.shown}: one side moved `{name}`, the other changed it", whole=True)
    counts = rule.order == "sequence"
    work = _ItemMerge(merge, at, found.new, found.old, found.base, counts, whole=found.whole)
    return work.on(new, old, base).run()


def _merge_items(merge: FieldMerge, rule: ListRule, trio: Trio, at: Place) -> Value | None:
    assert trio.new is not None and trio.old is not None
    new, old = trio.new.node, trio.old.node
    base = trio.base.node if trio.base is not None and trio.base.node.kind == "list" else None
    if not merge.three_way and rule.order == "sequence" and (rule.any or rule.scalar):
        return None  # steps of a job: those of both sides together are a job that nobody wrote
    found = identify_items(rule, [new, old, base])
    if found is None:
        return None
    mine, yours, known = found
    twins = merge.twins if at.type == "Container" else {}
    _rename_twins(merge, rule, twins, mine, yours, known)
    if merge.three_way:
        _go_by_base_names(rule, mine, yours, known)
    refers = rule.order == "references" and any(_refers(node) for node in (new, old))
    counts = rule.order in ("sequence", "loose") or refers
    work = _ItemMerge(merge, at, mine, yours, known, counts)
    work.apart = rule.order == "sequence" or not merge.three_way
    return work.on(new, old, base).run()


def _go_by_base_names(rule: ListRule, mine: Named, yours: Named, known: Named) -> None:
    """Let items that one side gave a new name go by that of the base."""
    of_newer = renamed_items(mine, yours, known, rule)
    of_older = renamed_items(yours, mine, known, rule)
    for side, names in ((mine, of_newer), (yours, of_older)):
        for now, name in names.items():
            _rename(side, now, name)


def _refers(node: Node) -> bool:
    """Whether an item says ``$(NAME)``, which sees only what stands above."""
    if node.kind == "scalar":
        return "$(" in node.text
    return any(_refers(entry.node) for entry in node.entries)


def _rename_twins(
    merge: FieldMerge,
    rule: ListRule,
    twins: Mapping[str, str],
    mine: Named,
    yours: Named,
    known: Named,
) -> None:
    """Let items go by one name that have an old name on one side and today's on the other."""
    for name, entry in list(yours.items()):
        now = item_name(merge.migrated(entry.node), rule) or name
        now = twins.get(name, now)
        if now != name and name not in mine and now in mine and now not in yours:
            _rename(yours, name, now)
            _rename(known, name, now)
    for name, now in twins.items():
        if name in mine and now not in mine and now in yours and name not in yours:
            _rename(yours, now, name)


def _rename(items: Named, name: str, now: str) -> None:
    if name in items:
        made = [(now if key == name else key, entry) for key, entry in items.items()]
        items.clear()
        items.update(made)


def _in_order(places: Mapping[str, int], pair: tuple[str, str]) -> bool | None:
    """Whether the first of a pair stands before the second; ``None`` if one of them is missing."""
    if not all(name in places for name in pair):
        return None
    return places[pair[0]] < places[pair[1]]


@dataclass(slots=True)
class _ItemMerge:
    merge: FieldMerge
    at: Place
    mine: Named
    yours: Named
    known: Named
    order_counts: bool
    holders: Holders = field(init=False)
    kept: list[str] = field(default_factory=list)
    members: bool = False
    whole: frozenset[str] = frozenset()
    apart: bool = True

    def on(self, new: Node, old: Node, base: Node | None) -> _ItemMerge:
        """With the lists that the items stand in."""
        merge = self.merge
        self.holders = Holders(
            merge.holder(0, new, list(self.mine)),
            merge.holder(1, old, list(self.yours)),
            merge.holder(2, base, list(self.known)) if base is not None else None,
        )
        return self

    def run(self) -> Value:
        self._check_replaced()
        self._check_order()
        self.kept = list(self.mine)
        outcomes: list[Outcome] = []
        for name in self.mine:
            outcome = self.merge.attempt((name,), partial(self._newer, name))
            if not outcome.failed and name not in outcome.values:
                self.kept.remove(name)
            outcomes.append(outcome)
        outcomes += [
            self.merge.attempt((name,), partial(self._older, name))
            for name in self.yours
            if name not in self.mine
        ]
        merged = self.merge.settle(outcomes, self.holders)
        kept = [name for name in self.kept if name in merged]
        made = tuple(merged[name] for name in kept)
        self._check_moves(made)
        if self.members:
            self._write_members(kept)
        return made

    def _check_replaced(self) -> None:
        """Two sides that both took an item out and put others in may have renamed it."""
        if not self.merge.three_way:
            return
        gone = [n for n in self.known if n not in self.mine and n not in self.yours]
        its = [n for n in self.mine if n not in self.known and n not in self.yours]
        others = [n for n in self.yours if n not in self.known and n not in self.mine]
        if gone and its and others:
            raise Undecidable(
                f"{self.at.shown}: both sides took `{shown_name(gone[0])}` out and added "
                f"something else, `{shown_name(its[0])}` and `{shown_name(others[0])}`"
            )

    def _check_order(self) -> None:
        mine, yours, known = list(self.mine), list(self.yours), list(self.known)
        if not self.order_counts or not is_reordered(mine, yours) or not self.merge.three_way:
            return
        if not is_reordered(yours, known):
            return
        if not is_reordered(mine, known):
            raise CannotMove(
                f"{self.at.shown}: {self.merge.older_side} changed the order, which counts, "
                "and there are other changes"
            )
        raise Undecidable(f"{self.at.shown}: both sides changed the order, which counts")

    def _check_moves(self, made: Sequence[Value]) -> None:
        """Whatever items are called: what one side put before another stands so in the result."""
        if not self.order_counts or not self.merge.three_way:
            return
        mine, yours, known = (
            [repr(meaning(entry.node)) for entry in named.values()]
            for named in (self.mine, self.yours, self.known)
        )
        if not is_reordered(mine, yours):
            return
        lists = mine, yours, known
        twice = {name for names in lists for name, count in Counter(names).items() if count > 1}
        once = [name for name in map(repr, made) if name not in twice]
        places = [{name: at for at, name in enumerate(names)} for names in lists]
        for pair in combinations(once, 2):
            new, old, base = (_in_order(held, pair) for held in places)
            if new is None or old is None:
                continue
            took = three_way(new, old, base)
            if took is None or not (old if took == "older" else new):
                raise Undecidable(
                    f"{self.at.shown}: both sides changed the order, which counts", whole=True
                )

    # --- one item ---------------------------------------------------------------------------------

    def _newer(self, name: str) -> dict[str, Value]:
        """An item that the newer side has; empty where it goes."""
        entry, other, base = self.mine[name], self.yours.get(name), self.known.get(name)
        place = self.at.item(shown_name(name))
        if other is not None:
            trio = Trio(entry, other, base)
            if name in self.whole and self._both_changed(trio):
                what = "added" if base is None else "changed"
                raise Undecidable(f"{place.shown}: both sides {what} it")
            return {name: self._both(trio, place)}
        if not self.merge.three_way or base is None:
            self.merge.decide(place, *self.merge.added(self.merge.newer_side), entry, None)
            return {name: meaning(entry.node)}
        try:
            if self.holders.new.node.flow:
                self._delete_member(entry, base, place)
            else:
                self.merge.delete(self.holders.new, entry, base, place)
        except Undecidable as error:
            raise Undecidable(str(error), self._instead(name, self.yours)) from None
        return {}

    def _instead(self, name: str, side: Named) -> list[str]:
        return put_instead(name, list(self.known), list(side))

    def _both_changed(self, trio: Trio) -> bool:
        """Whether both sides changed an item, each in its own way."""
        new, old, base = (
            meaning(entry.node) if entry is not None else None
            for entry in (trio.new, trio.old, trio.base)
        )
        return new != old and base not in (new, old)

    def _delete_member(self, entry: Entry, base: Entry, at: Place) -> None:
        if meaning(entry.node) != meaning(base.node):
            raise Undecidable(f"{at.shown}: one side changed it, the other deleted it")
        self.members = True
        side, other = self.merge.newer_side, self.merge.older_side
        reason = f"{other} deleted it, {side} left it as it was"
        self.merge.decide(at, other, DecisionRule.THREE_WAY, reason, entry, None)

    def _both(self, trio: Trio, at: Place) -> Value:
        assert trio.new is not None and trio.old is not None
        new = trio.new.node
        place = at
        kind = scalar(new, "kind") if new.kind == "map" else ""
        if kind and at.type == "" and self.at.shown.endswith("items"):
            place = Place(at.shown, kind, kind)
        return self.merge.both(trio, self.holders, place, place)

    def _older(self, name: str) -> dict[str, Value]:
        """An item that only the older side has; empty where it doesn't come over."""
        merge, entry, base = self.merge, self.yours[name], self.known.get(name)
        at, side = self.at.item(shown_name(name)), self.merge.older_side
        if merge.three_way and base is not None:
            try:
                merge.stays_deleted(entry, base, at)
            except Undecidable as error:
                raise Undecidable(str(error), self._instead(name, self.mine)) from None
            return {}
        if merge.taken_out(entry, at):
            return {}
        note = merge.setting_note(name, merge.programs)
        if not merge.three_way and merge.settings.one_sided == "drop-older":
            reason = f"{merge.only_older} it: dropped, as asked for{note}"
            merge.decide(at, merge.newer_side, DecisionRule.ONE_SIDED, reason, None, entry)
            return {}
        self._insert(name, entry, at)
        rule = DecisionRule.THREE_WAY if merge.three_way else DecisionRule.ONE_SIDED
        reason = f"{side} added it" if merge.three_way else f"{merge.only_older} it: kept"
        merge.decide(at, "both", rule, reason + note, None, entry)
        return {name: meaning(entry.node)}

    def _insert(self, name: str, entry: Entry, at: Place) -> None:
        index = self._place(name, at)
        behind = [n for n in self.kept[index:] if n in self.mine]
        names = self.holders.new.names
        before = names.index(behind[0]) if behind else len(names)
        if self.holders.new.node.flow and (behind or self.members):
            self.members = True
        else:
            try:
                edits = self.merge.edits
                edits.insert(self.holders.new, self.holders.old, entry, before)
            except CannotMove as error:
                raise CannotMove(f"{at.shown}: {error}") from None
        self.kept.insert(index, name)

    def _place(self, name: str, at: Place) -> int:
        """Where an item of the older side stands among those that are kept."""
        if not self.order_counts and not self.merge.three_way:
            return len(self.kept)
        added = [n for n in self.mine if n not in self.known and n not in self.yours]
        try:
            strict = self.order_counts and self.apart
            if not strict and self.merge.three_way:
                first = self.merge.older_first
                return insertion_index(self.kept, list(self.yours), name, strict=False, first=first)
            return insertion_index(self.kept, list(self.yours), name, strict=strict, added=added)
        except OrderContradicts as error:
            raise Undecidable(f"{self.at.shown}: {error}", error.rivals) from None

    # --- brackets ---------------------------------------------------------------------------------

    def _write_members(self, kept: Sequence[str]) -> None:
        """Write the brackets of the newer side with the items that are kept."""
        texts = []
        for name in kept:
            own = name in self.mine
            holder: Holder = self.holders.new if own else self.holders.old
            node = (self.mine if own else self.yours)[name].node
            if node.end_column < 0 or node.end != node.start + 1:
                raise CannotMove(f"{self.at.shown}: an item would not fit into brackets")
            texts.append(holder.text.lines[node.start][node.column : node.end_column])
        self.merge.edits.set_members(self.holders.new.node, texts)
