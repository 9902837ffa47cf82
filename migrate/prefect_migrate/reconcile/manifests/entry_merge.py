"""A field or item that both sides have, merged by its value: base, mapping, list, or the newer side.

This is where mappings and lists meet: what is in them is merged by the same function again.
"""

from __future__ import annotations

from functools import partial

from prefect_migrate.documents.manifest import Document, Entry, Node
from prefect_migrate.reconcile.decision_rules import DecisionRule, three_way
from prefect_migrate.reconcile.manifests import merge_keys
from prefect_migrate.reconcile.manifests.block_text import merged_text
from prefect_migrate.reconcile.manifests.comment_merge import (
    merge_comments_around,
    merge_comments_inside,
    merge_lead_comments,
    merge_mark_comment,
    same_entry,
)
from prefect_migrate.reconcile.manifests.document_pair import (
    BASE,
    NEWER,
    OLDER,
    DocumentPair,
    FieldPlace,
)
from prefect_migrate.reconcile.manifests.entry_versions import (
    EntryVersions,
    Holders,
    Undecidable,
    equal_values,
)
from prefect_migrate.reconcile.manifests.field_edits import Flows
from prefect_migrate.reconcile.manifests.items import flags_apart
from prefect_migrate.reconcile.manifests.list_merge import merge_list
from prefect_migrate.reconcile.manifests.mapping_merge import merge_mappings
from prefect_migrate.reconcile.manifests.partial_merge import attempt_entries, take_back_edits
from prefect_migrate.reconcile.manifests.text import CannotMove
from prefect_migrate.reconcile.manifests.values import (
    Value,
    no_fact,
    node_meaning,
    shown_difference,
    shown_missing,
    shown_value,
)
from prefect_migrate.reconcile.manifests.variable_forms import merge_forms

_AFTER_CODEMODS = "after the codemods, only {} changed it"


def merge_roots(pair: DocumentPair, new: Document, old: Document, base: Document | None) -> Value:
    """The merged value of two documents.

    Raises ``Undecidable`` or ``CannotMove``, after which the edits made so far are void.
    """
    kind = merge_keys.document_type(new.root) or merge_keys.document_type(old.root)
    place = FieldPlace("", new.kind or "Document", kind)
    merges = new.merges or old.merges or (base is not None and base.merges)
    if merges and node_meaning(new.root) != node_meaning(old.root):
        raise Undecidable("takes keys from elsewhere (`<<`) and differs between the sides")
    merge_lead_comments(pair)
    if new.root.kind == old.root.kind == "map":
        origin = base.root if base is not None else None
        return merge_mappings(pair, new.root, old.root, origin, place, merge_entry)
    found = EntryVersions(
        _root_entry(new.root),
        _root_entry(old.root),
        _root_entry(base.root) if base is not None else None,
    )
    owner = FieldPlace("", "Document", "Document")
    return _merge_value(pair, found, place, owner, Flows(new.root.flow, old.root.flow))


def _root_entry(node: Node) -> Entry:
    """The root of a document as if it were the only entry of something."""
    return Entry("", node, node.start, node.end, node.column)


def merge_entry(
    pair: DocumentPair, found: EntryVersions, holders: Holders, at: FieldPlace, owner: FieldPlace
) -> Value:
    """An entry that both sides have: its value, and the comments above and below it."""
    value = _merge_value(pair, found, at, owner, holders.flows)
    merge_comments_around(pair, found, at)
    return value


def _merge_value(
    pair: DocumentPair, found: EntryVersions, at: FieldPlace, owner: FieldPlace, flows: Flows
) -> Value:
    new, old = found.sides
    mine = node_meaning(new.node)
    if same_entry(pair, (NEWER, new), (OLDER, old)):
        return mine
    if equal_values(new, old):
        # The values mean the same, their comments needn't.
        merge_comments_inside(pair, found, at, flows=flows)
        return mine
    taken = _side_by_base(pair, found, at)
    if taken == "newer":
        return mine
    if taken == "older":
        return _only_older_changed(pair, found, at, owner, flows)
    # Without a base nobody is known to have emptied it: an empty value says nothing.
    if not pair.three_way:
        if no_fact(new.key, new.node):
            if pair.settings.one_sided != "drop-older":
                return _take_older(pair, found, at, flows)
            reason = f"only {pair.older_side} says something here: dropped, as asked for"
            pair.decide(at, pair.newer_side, DecisionRule.ONE_SIDED, reason, new, old)
            return mine
        if no_fact(new.key, old.node):
            reason = f"only {pair.newer_side} says something here: kept"
            pair.decide(at, pair.newer_side, DecisionRule.ONE_SIDED, reason, new, old)
            return mine
    return _merge_inside(pair, found, at, owner)


def _side_by_base(pair: DocumentPair, found: EntryVersions, at: FieldPlace) -> str:
    """The side whose value counts by the base or the codemods; ``""`` if they don't say it."""
    (new, old), base, side = found.sides, found.base, pair.newer_side
    if old.node.kind != "map" and node_meaning(new.node) == node_meaning(pair.migrated(old.node)):
        reason = f"equal after the codemods: `{shown_value(old.node)}` is `{shown_value(new.node)}`"
        pair.decide(at, side, DecisionRule.EQUAL_AFTER_CODEMODS, reason, new, old)
        return "newer"
    if base is None:
        return ""
    taken = three_way((NEWER, new), (OLDER, old), (BASE, base), partial(same_entry, pair))
    if taken == "newer":
        pair.decide(at, side, DecisionRule.THREE_WAY, f"only {side} changed it", new, old)
    if taken is not None or base.node.kind == "map":
        return taken or ""
    now = node_meaning(pair.migrated(base.node))
    if now == node_meaning(base.node):
        return ""
    if node_meaning(pair.migrated(old.node)) == now:
        pair.decide(at, side, DecisionRule.CONTAINED, _AFTER_CODEMODS.format(side), new, old)
        return "newer"
    return "older" if node_meaning(new.node) == now else ""


def _only_older_changed(
    pair: DocumentPair, found: EntryVersions, at: FieldPlace, owner: FieldPlace, flows: Flows
) -> Value:
    """What changed inside comes over; if that can't be had, the whole entry does."""
    if found.sides[0].node.kind != "scalar":
        made = attempt_entries(pair, ("",), lambda: {"": _merge_inside(pair, found, at, owner)})
        if not made.failed and not made.undecided:
            pair.decisions += made.decisions
            return made.values[""]
        take_back_edits(pair, made)
    return _take_older(pair, found, at, flows)


def _take_older(pair: DocumentPair, found: EntryVersions, at: FieldPlace, flows: Flows) -> Value:
    new, old = found.sides
    try:
        pair.edits.take_body(new, old, flows=flows)
    except CannotMove as error:
        raise CannotMove(f"{at.shown}: {error}") from None
    side = pair.older_side
    if pair.three_way:
        untouched = found.base is None or equal_values(new, found.base)
        rule = DecisionRule.THREE_WAY if untouched else DecisionRule.CONTAINED
        reason = f"only {side} changed it" if untouched else _AFTER_CODEMODS.format(side)
        pair.decide(at, side, rule, reason, new, old)
    else:
        reason = f"`{new.key}: {shown_value(new.node)}` says nothing; {side} has one: kept"
        pair.decide(at, side, DecisionRule.ONE_SIDED, reason, new, old)
    return node_meaning(old.node)


def _merge_inside(
    pair: DocumentPair, found: EntryVersions, at: FieldPlace, owner: FieldPlace
) -> Value:
    """Merge what is in two mappings or lists; anything else is taken whole."""
    entry, other = found.sides
    new, old = entry.node, other.node
    base = found.base.node if found.base is not None else None
    kinds = {new.kind, old.kind}
    if kinds == {"map"}:
        merge_mark_comment(pair, found, at)
        return merge_mappings(pair, new, old, base, at, merge_entry)
    rule = merge_keys.list_rule(owner.type, entry.key, at.dotted, pair.settings.merge_keys)
    if kinds == {"list"} and (rule is not None or entry.key not in merge_keys.ATOMIC_NOTES):
        merged = merge_list(pair, rule or merge_keys.ALIGNED, found, at, merge_entry)
        if merged is not None:
            merge_mark_comment(pair, found, at)
            return merged
    if kinds == {"map", "list"} and rule is not None and rule.scalar == "name":
        crossed = merge_forms(pair, new, old, base, at)
        if crossed is not None:
            return crossed
    return _merge_whole(pair, found, at)


def _merge_whole(pair: DocumentPair, found: EntryVersions, at: FieldPlace) -> Value:
    """A value that counts as a whole."""
    entry, other = found.sides
    if pair.three_way:
        merged = merged_text(pair, found)
        if merged is None:
            raise Undecidable(f"{at.shown}: {_both_changed(pair, found)}")
        text, rule = merged
        reason = "each side changed other lines of the text"
        if rule is DecisionRule.CONTAINED:
            reason = "but for what the codemods do, each side changed other lines of the text"
        pair.decide(at, "merged", rule, reason, entry, other)
        return text
    reason = _newer_reason(pair, entry, other, at)
    dropped = shown_missing(entry.node, other.node) if entry.node.kind != "scalar" else ()
    rule = DecisionRule.NEWER_WINS
    pair.decide_all(at, pair.newer_side, rule, reason, [entry], [other], dropped)
    return node_meaning(entry.node)


def _both_changed(pair: DocumentPair, found: EntryVersions) -> str:
    """In words, how both sides changed a value or, with the same value, its comment."""
    (entry, other), base = found.sides, found.base
    if base is not None and equal_values(entry, base):
        return f"{pair.older_side} changed its value, {pair.newer_side} its comment"
    if base is not None and equal_values(other, base):
        return f"{pair.newer_side} changed its value, {pair.older_side} its comment"
    what = "changed" if base is not None else "added"
    return f"both sides {what} it, {shown_difference(entry.node, other.node)}"


def _newer_reason(pair: DocumentPair, entry: Entry, other: Entry, at: FieldPlace) -> str:
    """Why the newer side's value counts where there is no base."""
    differ = shown_difference(entry.node, other.node)
    note = merge_keys.ATOMIC_NOTES.get(entry.key)
    if note is not None and entry.node.kind == "list":
        flags = flags_apart(entry.node, other.node, pair.newer_side, pair.older_side)
        return f"taken whole, {note}{flags or f': {differ}'}"
    reason = f"{differ}: {pair.newer_side} is the newer side"
    if at.shown == ".apiVersion":
        return f"another version of the same API, {reason}"
    return reason
