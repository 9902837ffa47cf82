"""Entries that one side alone has: kept, brought over, deleted, or left out as the base says."""

from __future__ import annotations

from typing import Literal

from prefect_migrate.documents.manifest import Entry
from prefect_migrate.reconcile.decision_rules import DecisionRule
from prefect_migrate.reconcile.manifests.comment_merge import same_entry
from prefect_migrate.reconcile.manifests.conflict_span import Holder
from prefect_migrate.reconcile.manifests.document_pair import (
    BASE,
    NEWER,
    OLDER,
    Action,
    DocumentPair,
    FieldPlace,
)
from prefect_migrate.reconcile.manifests.entry_versions import Holders, Undecidable
from prefect_migrate.reconcile.manifests.item_order import insertion_index
from prefect_migrate.reconcile.manifests.text import CannotMove
from prefect_migrate.reconcile.manifests.values import no_fact, shown_value


def keep_newer_field(
    pair: DocumentPair, new: Holder, entry: Entry, base: Entry | None, at: FieldPlace
) -> bool:
    """Whether a field of the newer side stays."""
    if pair.three_way and base is not None:
        delete_entry(pair, new, entry, base, at)
        return False
    if pair.three_way or not no_fact(entry.key, entry.node):
        pair.decide(at, *addition_decision(pair, pair.newer_side), entry, None)
    return True


def addition_decision(
    pair: DocumentPair, side: Literal["ours", "theirs"]
) -> tuple[Action, DecisionRule, str]:
    """What is decided of something that stands on the newer side only, and why."""
    if pair.three_way:
        return side, DecisionRule.THREE_WAY, f"{side} added it"
    return side, DecisionRule.ONE_SIDED, f"only {side} has it: kept"


def delete_entry(
    pair: DocumentPair, new: Holder, entry: Entry, base: Entry, at: FieldPlace
) -> None:
    """Take an entry out of the newer side that the older side deleted."""
    if not same_entry(pair, (NEWER, entry), (BASE, base), around=True):
        raise Undecidable(f"{at.shown}: one side changed it, the other deleted it")
    try:
        pair.edits.delete(new, entry)
    except CannotMove as error:
        raise CannotMove(f"{at.shown}: {error}") from None
    decide_deletion(pair, entry, at)


def decide_deletion(pair: DocumentPair, entry: Entry, at: FieldPlace) -> None:
    """Note that the older side deleted an entry of the newer one."""
    reason = f"{pair.older_side} deleted it, {pair.newer_side} left it as it was"
    pair.decide(at, pair.older_side, DecisionRule.THREE_WAY, reason, entry, None)


def leave_deleted(pair: DocumentPair, entry: Entry, base: Entry, at: FieldPlace) -> None:
    """Leave an entry of the older side where it is: the newer side deleted it."""
    if not same_entry(pair, (OLDER, entry), (BASE, base), around=True):
        if removed_by_codemods(pair, entry, at):
            return
        raise Undecidable(f"{at.shown}: one side changed it, the other deleted it")
    reason = f"{pair.newer_side} deleted it, {pair.older_side} left it as it was"
    pair.decide(at, pair.newer_side, DecisionRule.THREE_WAY, reason, None, entry)


def take_older_field(
    pair: DocumentPair, holders: Holders, entry: Entry, base: Entry | None, at: FieldPlace
) -> bool:
    """Whether a field of the older side comes over."""
    side = pair.older_side
    # It stood in the base, so the newer side has deleted it.
    if pair.three_way and base is not None:
        leave_deleted(pair, entry, base, at)
        return False
    if no_fact(entry.key, entry.node) and not pair.three_way:
        reason = f"`{entry.key}: {shown_value(entry.node)}` means the same as no `{entry.key}`"
        pair.decide(at, pair.newer_side, DecisionRule.EMPTY_IS_ABSENT, reason, None, entry)
        return False
    if removed_by_codemods(pair, entry, at):
        return False
    old = holders.old.node
    if not pair.three_way and pair.settings.one_sided == "drop-older":
        reason = f"{pair.only_older} it: dropped, as asked for"
        pair.decide_each(at, pair.newer_side, DecisionRule.ONE_SIDED, reason, entry, old)
        return False
    try:
        index = field_index(pair, holders, entry.key)
        pair.edits.insert(holders.new, holders.old, entry, index)
    except CannotMove as error:
        raise CannotMove(f"{at.shown}: {error}") from None
    if pair.three_way:
        pair.decide(at, side, DecisionRule.THREE_WAY, f"{side} added it", None, entry)
    else:
        reason = f"{pair.only_older} it: kept"
        pair.decide_each(at, "both", DecisionRule.ONE_SIDED, reason, entry, old)
    return True


def older_first(pair: DocumentPair) -> bool:
    """Whether what the older side added stands before what the newer one did: ours is first."""
    return not pair.three_way or pair.older_side == "ours"


def field_index(pair: DocumentPair, holders: Holders, key: str) -> int:
    """Where a field of the older side comes to stand in a mapping of the newer one."""
    names, own = holders.new.names, holders.old.names
    return insertion_index(names, own, key, strict=False, first=older_first(pair))


def removed_by_codemods(pair: DocumentPair, entry: Entry, at: FieldPlace) -> bool:
    """Whether the codemods take an entry of the older side out, so that it is none."""
    if pair.migrated_nodes.get(id(entry.node), entry.node) is not None:
        return False
    what = f"`{entry.key}: {shown_value(entry.node)}`" if entry.key else "it"
    side, rule = pair.newer_side, DecisionRule.EQUAL_AFTER_CODEMODS
    pair.decide(at, side, rule, f"the codemods remove {what}", None, entry)
    return True
