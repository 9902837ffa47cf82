"""Lists whose items have identities, merged item by item and in an order that both sides agree on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from prefect_migrate.documents.manifest import Entry, scalar_at
from prefect_migrate.reconcile.decision_rules import DecisionRule
from prefect_migrate.reconcile.manifests.conflict_span import Holder
from prefect_migrate.reconcile.manifests.document_pair import (
    BASE,
    NEWER,
    OLDER,
    DocumentPair,
    FieldPlace,
    MergeEntry,
)
from prefect_migrate.reconcile.manifests.entry_versions import EntryVersions, Holders, Undecidable
from prefect_migrate.reconcile.manifests.item_order import (
    OrderContradicts,
    insertion_index,
    put_instead,
)
from prefect_migrate.reconcile.manifests.items import Named, shown_name
from prefect_migrate.reconcile.manifests.list_items import (
    ListItems,
    base_list,
    identify_list_items,
)
from prefect_migrate.reconcile.manifests.list_order import check_list_moves, check_list_order
from prefect_migrate.reconcile.manifests.merge_keys import ListRule
from prefect_migrate.reconcile.manifests.one_sided_entries import (
    addition_decision,
    decide_deletion,
    delete_entry,
    leave_deleted,
    older_first,
    removed_by_codemods,
)
from prefect_migrate.reconcile.manifests.partial_merge import (
    Attempt,
    attempt_entries,
    settle_attempts,
)
from prefect_migrate.reconcile.manifests.text import CannotMove
from prefect_migrate.reconcile.manifests.values import Value, node_meaning


def merge_list(
    pair: DocumentPair,
    rule: ListRule,
    found: EntryVersions,
    at: FieldPlace,
    merge_entry: MergeEntry,
) -> Value | None:
    """The merged items of a list that both sides have; ``None`` where they can't be told apart.

    Raises ``Undecidable`` or ``CannotMove`` where the list has to stay as it is on each side.
    """
    items = identify_list_items(pair, rule, found, at)
    if items is None:
        return None
    return _ItemMerge(pair, at, items, _holders(pair, items, found), merge_entry).run()


def _holders(pair: DocumentPair, items: ListItems, found: EntryVersions) -> Holders:
    (new, old), base = found.sides, base_list(found)
    return Holders(
        pair.holder(NEWER, new.node, list(items.new)),
        pair.holder(OLDER, old.node, list(items.old)),
        pair.holder(BASE, base, list(items.base)) if base is not None else None,
    )


@dataclass(slots=True)
class _ItemMerge:
    """One list in the course of being merged: ``kept`` is what the result holds so far, in order.

    ``members`` says that the brackets of the newer side have to be written anew.
    """

    pair: DocumentPair
    at: FieldPlace
    items: ListItems
    holders: Holders
    merge_entry: MergeEntry
    kept: list[str] = field(default_factory=list)
    members: bool = False

    def run(self) -> Value:
        check_list_order(self.pair, self.items, self.at)
        self.kept = list(self.items.new)
        attempts: list[Attempt] = []
        for name in self.items.new:
            attempt = attempt_entries(self.pair, (name,), partial(self._newer, name))
            if not attempt.failed and name not in attempt.values:
                self.kept.remove(name)
            attempts.append(attempt)
        attempts += [
            attempt_entries(self.pair, (name,), partial(self._older, name))
            for name in self.items.old
            if name not in self.items.new
        ]
        merged = settle_attempts(self.pair, attempts, self.holders)
        kept = [name for name in self.kept if name in merged]
        made = tuple(merged[name] for name in kept)
        check_list_moves(self.pair, self.items, made, self.at)
        if self.members:
            self._write_members(kept)
        return made

    # --- one item ---------------------------------------------------------------------------------

    def _newer(self, name: str) -> dict[str, Value]:
        """An item that the newer side has; empty where it goes."""
        entry, base = self.items.new[name], self.items.base.get(name)
        other = self.items.old.get(name)
        place = self.at.item(shown_name(name))
        if other is not None:
            found = EntryVersions(entry, other, base)
            if name in self.items.whole and _both_changed(found):
                what = "added" if base is None else "changed"
                raise Undecidable(f"{place.shown}: both sides {what} it")
            return {name: self._both(found, place)}
        if not self.pair.three_way or base is None:
            decision = addition_decision(self.pair, self.pair.newer_side)
            self.pair.decide(place, *decision, entry, None)
            return {name: node_meaning(entry.node)}
        try:
            if self.holders.new.node.flow:
                self._delete_member(entry, base, place)
            else:
                delete_entry(self.pair, self.holders.new, entry, base, place)
        except Undecidable as error:
            raise Undecidable(str(error), self._instead(name, self.items.old)) from None
        return {}

    def _instead(self, name: str, side: Named) -> list[str]:
        return put_instead(name, list(self.items.base), list(side))

    def _delete_member(self, entry: Entry, base: Entry, at: FieldPlace) -> None:
        if node_meaning(entry.node) != node_meaning(base.node):
            raise Undecidable(f"{at.shown}: one side changed it, the other deleted it")
        self.members = True
        decide_deletion(self.pair, entry, at)

    def _both(self, found: EntryVersions, at: FieldPlace) -> Value:
        new = found.sides[0].node
        kind = scalar_at(new, "kind") if new.kind == "map" else ""
        if kind and at.type == "" and self.at.shown.endswith("items"):
            at = FieldPlace(at.shown, kind, kind)
        return self.merge_entry(self.pair, found, self.holders, at, at)

    def _older(self, name: str) -> dict[str, Value]:
        """An item that only the older side has; empty where it doesn't come over."""
        pair, entry, base = self.pair, self.items.old[name], self.items.base.get(name)
        at, side = self.at.item(shown_name(name)), self.pair.older_side
        if pair.three_way and base is not None:
            try:
                leave_deleted(pair, entry, base, at)
            except Undecidable as error:
                raise Undecidable(str(error), self._instead(name, self.items.new)) from None
            return {}
        if removed_by_codemods(pair, entry, at):
            return {}
        note = pair.setting_note(name, pair.programs)
        if not pair.three_way and pair.settings.one_sided == "drop-older":
            reason = f"{pair.only_older} it: dropped, as asked for{note}"
            pair.decide(at, pair.newer_side, DecisionRule.ONE_SIDED, reason, None, entry)
            return {}
        self._insert(name, entry, at)
        rule = DecisionRule.THREE_WAY if pair.three_way else DecisionRule.ONE_SIDED
        reason = f"{side} added it" if pair.three_way else f"{pair.only_older} it: kept"
        pair.decide(at, "both", rule, reason + note, None, entry)
        return {name: node_meaning(entry.node)}

    def _insert(self, name: str, entry: Entry, at: FieldPlace) -> None:
        index = self._place(name)
        behind = [n for n in self.kept[index:] if n in self.items.new]
        names = self.holders.new.names
        before = names.index(behind[0]) if behind else len(names)
        if self.holders.new.node.flow and (behind or self.members):
            self.members = True
        else:
            try:
                edits = self.pair.edits
                edits.insert(self.holders.new, self.holders.old, entry, before)
            except CannotMove as error:
                raise CannotMove(f"{at.shown}: {error}") from None
        self.kept.insert(index, name)

    def _place(self, name: str) -> int:
        """Where an item of the older side stands among those that are kept."""
        items, three_way = self.items, self.pair.three_way
        if not items.order_counts and not three_way:
            return len(self.kept)
        own = list(items.old)
        if three_way and not (items.order_counts and items.apart):
            low, high = (
                insertion_index(self.kept, own, name, strict=False, first=first)
                for first in (True, False)
            )
            return self._among(name, low, high)
        strict = items.order_counts and items.apart
        added = [n for n in items.new if n not in items.base and n not in items.old]
        try:
            return insertion_index(self.kept, own, name, strict=strict, added=added)
        except OrderContradicts as error:
            raise Undecidable(f"{self.at.shown}: {error}", error.same_place) from None

    def _among(self, name: str, low: int, high: int) -> int:
        """Where an item stands in a stretch of which all is the newer side's.

        Below what it names, and above what names it; else the additions of ours come first.
        """
        if self.items.references:
            beside = range(low, high)
            named = [i + 1 for i in beside if self.items.names(name, self.kept[i])]
            naming = [i for i in beside if self.items.names(self.kept[i], name)]
            low, high = max(named, default=low), min(naming, default=high)
        return low if older_first(self.pair) else max(low, high)

    # --- brackets ---------------------------------------------------------------------------------

    def _write_members(self, kept: Sequence[str]) -> None:
        """Write the brackets of the newer side with the items that are kept."""
        texts = []
        for name in kept:
            own = name in self.items.new
            holder: Holder = self.holders.new if own else self.holders.old
            node = (self.items.new if own else self.items.old)[name].node
            if node.end_column < 0 or node.end != node.start + 1:
                raise CannotMove(f"{self.at.shown}: an item would not fit into brackets")
            texts.append(holder.text.lines[node.start][node.column : node.end_column])
        self.pair.edits.set_members(self.holders.new.node, texts)


def _both_changed(found: EntryVersions) -> bool:
    """Whether both sides changed an item, each in its own way."""
    new, old, base = (
        node_meaning(entry.node) if entry is not None else None
        for entry in (found.new, found.old, found.base)
    )
    return new != old and base not in (new, old)
