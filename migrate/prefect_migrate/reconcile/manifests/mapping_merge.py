"""Mappings merged field by field; fields that one side gave a new name stay the same ones."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from prefect_migrate.documents.manifest import Entry, Node
from prefect_migrate.reconcile.decision_rules import DecisionRule
from prefect_migrate.reconcile.manifests.document_pair import (
    BASE,
    NEWER,
    OLDER,
    DocumentPair,
    FieldPlace,
    MergeEntry,
)
from prefect_migrate.reconcile.manifests.entry_versions import (
    EntryVersions,
    Holders,
    Undecidable,
    equal_values,
)
from prefect_migrate.reconcile.manifests.field_groups import FieldUnit, decision_units
from prefect_migrate.reconcile.manifests.group_merge import fields_merge_apart, merge_group
from prefect_migrate.reconcile.manifests.item_order import put_instead
from prefect_migrate.reconcile.manifests.items import container_words
from prefect_migrate.reconcile.manifests.one_sided_entries import (
    keep_newer_field,
    take_older_field,
)
from prefect_migrate.reconcile.manifests.partial_merge import attempt_entries, settle_attempts
from prefect_migrate.reconcile.manifests.renamed import by_base_name, renamed_fields
from prefect_migrate.reconcile.manifests.values import Value, node_meaning

Fields = Mapping[str, Entry]
"""The entries of a mapping by their keys."""


def merge_mappings(
    pair: DocumentPair,
    new: Node,
    old: Node,
    base: Node | None,
    place: FieldPlace,
    merge_entry: MergeEntry,
) -> Value:
    """The merged fields of two mappings; ``merge_entry`` merges what both have.

    Raises ``Undecidable`` or ``CannotMove`` where they have to stay as they are on each side.
    """
    outer = pair.programs
    pair.programs = container_words(new) or outer
    base = base if base is not None and base.kind == "map" else None
    read = _by_key(new), _by_key(old), _by_key(base)
    names = _base_names(pair, *read)
    sides = by_base_name(read[NEWER], names[NEWER]), by_base_name(read[OLDER], names[OLDER])
    holders = Holders(
        pair.holder(NEWER, new, list(sides[NEWER])),
        pair.holder(OLDER, old, list(sides[OLDER])),
        pair.holder(BASE, base, list(read[BASE])) if base is not None else None,
    )
    forced = {
        **pair.forced.get(place.shown, {}),
        **_renamed_by_both(pair, *sides, read[BASE], place),
    }
    attempts = []
    for unit in decision_units(place.type, (new, old, base)):
        fields = {
            key: EntryVersions(sides[NEWER].get(key), sides[OLDER].get(key), read[BASE].get(key))
            for key in unit.keys
        }
        if any(key in known for key in unit.keys for known in names):
            continue  # it goes by the name that it has in the base
        if any(found.new or found.old for found in fields.values()):
            work = partial(_merge_unit, pair, unit, fields, holders, place, forced, merge_entry)
            grouped = unit.group is not None
            attempts.append(attempt_entries(pair, unit.keys, work, whole=grouped))
    merged = settle_attempts(pair, attempts, holders)
    pair.programs = outer
    return _by_new_names(pair, merged, holders, names, sides, place)


def _by_key(node: Node | None) -> Fields:
    entries = node.entries if node is not None and node.kind == "map" else ()
    return {entry.key: entry for entry in entries}


def _base_names(
    pair: DocumentPair, new: Fields, old: Fields, base: Fields
) -> tuple[dict[str, str], dict[str, str]]:
    """The fields that one side alone gave a new name, by that of the base: newer and older."""
    if not pair.three_way:
        return {}, {}
    found = renamed_fields(new, old, base), renamed_fields(old, new, base)
    twice = set(found[NEWER].values()) & set(found[OLDER].values())
    mine, yours = (
        {now: known for now, known in names.items() if known not in twice} for names in found
    )
    return mine, yours


def _by_new_names(
    pair: DocumentPair,
    merged: dict[str, Value],
    holders: Holders,
    names: tuple[dict[str, str], dict[str, str]],
    sides: tuple[Fields, Fields],
    place: FieldPlace,
) -> dict[str, Value]:
    """The values by the names that the fields have in the result.

    Where the older side gave a field its new name, the newer side's line gets it.
    """
    for now, known in names[NEWER].items():
        if known in merged:
            merged[now] = merged.pop(known)
    for now, known in names[OLDER].items():
        if known in merged and not _is_open(pair, holders, known):
            entry, other = sides[NEWER][known], sides[OLDER][known]
            pair.edits.take_key(entry, other)
            reason = f"only {pair.older_side} gave `{known}` a new name"
            at, side = place.down(now), pair.older_side
            pair.decide(at, side, DecisionRule.THREE_WAY, reason, entry, other)
            merged[now] = merged.pop(known)
    return merged


def _is_open(pair: DocumentPair, holders: Holders, name: str) -> bool:
    """Whether the lines of a field of the newer side stay in markers."""
    own = holders.new.enclosing_span([name])
    if own is None:
        return False
    start, end = holders.new.text.span(*own)
    return any(
        left.newer is not None and left.newer[0] <= start and end <= left.newer[1]
        for left in pair.undecided
    )


def _renamed_by_both(
    pair: DocumentPair, new: Fields, old: Fields, base: Fields, place: FieldPlace
) -> dict[str, str]:
    """Fields that both sides gave a new name, each another, and why they stay as they are."""
    if not pair.three_way:
        return {}
    found: dict[str, str] = {}
    added = [{k: e for k, e in side.items() if k not in base} for side in (new, old)]
    for key, entry in base.items():
        if key in new or key in old:
            continue
        mine, yours = (
            [k for k, e in side.items() if k not in other and equal_values(e, entry)]
            for side, other in ((added[NEWER], old), (added[OLDER], new))
        )
        if mine and yours:
            reason = f"{place.shown}: both sides gave `{key}` a new name"
            found |= dict.fromkeys((*mine, *yours), reason)
    return found


def _merge_unit(
    pair: DocumentPair,
    unit: FieldUnit,
    fields: Mapping[str, EntryVersions],
    holders: Holders,
    place: FieldPlace,
    forced: Mapping[str, str],
    merge_entry: MergeEntry,
) -> dict[str, Value]:
    """What becomes of the fields that are decided as one."""
    for key in unit.keys:
        if key in forced:
            raise Undecidable(forced[key])
    if unit.group is not None and not fields_merge_apart(pair, unit.group, fields):
        return merge_group(pair, fields, holders, place)
    values: dict[str, Value] = {}
    for key, found in fields.items():
        at = place.down(key)
        if found.new is not None and found.old is not None:
            values[key] = merge_entry(pair, found, holders, at, place)
        else:
            values |= _merge_one_sided(pair, key, found, holders, at)
    return values


def _merge_one_sided(
    pair: DocumentPair, key: str, found: EntryVersions, holders: Holders, at: FieldPlace
) -> dict[str, Value]:
    try:
        entry = _one_sided_field(pair, key, found, holders, at)
    except Undecidable as error:
        if found.base is None or holders.base is None:
            raise
        side = holders.new if found.new is None else holders.old
        along = put_instead(key, holders.base.names, side.names)
        raise Undecidable(str(error), along) from None
    return {key: node_meaning(entry.node)} if entry is not None else {}


def _one_sided_field(
    pair: DocumentPair, key: str, found: EntryVersions, holders: Holders, at: FieldPlace
) -> Entry | None:
    """The field of one side that is in the result; ``None`` if it isn't."""
    entry = found.new or found.old
    if entry is None:
        return None
    if entry.key != key:
        raise Undecidable(f"{at.shown}: one side gave it a new name, the other deleted it")
    if found.new is not None:
        stays = keep_newer_field(pair, holders.new, entry, found.base, at)
    else:
        stays = take_older_field(pair, holders, entry, found.base, at)
    return entry if stays else None
