"""Fields that mean something only together, merged as one: all of them come from one side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from prefect_migrate.documents.manifest import Entry
from prefect_migrate.reconcile.decision_rules import DecisionRule
from prefect_migrate.reconcile.manifests.comment_merge import merge_comments_around, same_entry
from prefect_migrate.reconcile.manifests.document_pair import (
    BASE,
    NEWER,
    OLDER,
    Action,
    DocumentPair,
    FieldPlace,
)
from prefect_migrate.reconcile.manifests.entry_versions import (
    EntryVersions,
    Holders,
    Undecidable,
    equal_values,
)
from prefect_migrate.reconcile.manifests.field_groups import FieldGroup, same_member
from prefect_migrate.reconcile.manifests.one_sided_entries import field_index
from prefect_migrate.reconcile.manifests.values import (
    Value,
    no_fact,
    node_meaning,
    shown_difference,
    shown_missing,
    shown_value,
)

GroupFields = Mapping[str, EntryVersions]
"""The fields of a group by their keys."""
GroupState = dict[str, tuple[Value, tuple[str, ...]]]
"""What a version says in the fields of a group: the values, and the comments in them."""


def fields_merge_apart(pair: DocumentPair, group: FieldGroup, fields: GroupFields) -> bool:
    """Whether the fields of a group can be merged one by one after all."""
    mine, yours, base = (_group_state(pair, fields, v) for v in (NEWER, OLDER, BASE))
    apart = [key for key in fields if mine.get(key) != yours.get(key)]
    if not apart or _one_field_differs(pair, apart, mine, yours, base):
        return True
    if not pair.three_way and (not mine or not yours):
        return True
    present = [_present_keys(fields, version) for version in (NEWER, OLDER)]
    if pair.three_way:
        present.append(_present_keys(fields, BASE))
        if not all(present):
            return not base and not all(present[:2])
    return group.union and same_member(group, present)


def _one_field_differs(
    pair: DocumentPair, apart: Sequence[str], mine: GroupState, yours: GroupState, base: GroupState
) -> bool:
    """Whether one field that both sides have is all that differs in a group."""
    if len(apart) != 1 or apart[0] not in mine or apart[0] not in yours:
        return False
    others = {*mine, *yours, *base} - set(apart)
    return not pair.three_way or all(base.get(key) == mine.get(key) for key in others)


def _present_fields(fields: GroupFields, version: int) -> dict[str, Entry]:
    """The fields of a group that a version has."""
    held = {key: (found.new, found.old, found.base)[version] for key, found in fields.items()}
    return {key: entry for key, entry in held.items() if entry is not None}


def _present_keys(fields: GroupFields, version: int) -> list[str]:
    return list(_present_fields(fields, version))


def _group_state(pair: DocumentPair, fields: GroupFields, version: int) -> GroupState:
    """What a version says in the fields of a group."""
    return {
        key: (node_meaning(entry.node), pair.comments[version].inside(entry))
        for key, entry in _present_fields(fields, version).items()
        if pair.three_way or not no_fact(key, entry.node)
    }


def _migrated_state(pair: DocumentPair, fields: GroupFields, version: int) -> GroupState:
    """The same of the older side or the base as the codemods would write it."""
    return {
        key: (node_meaning(pair.migrated(entry.node)), pair.comments[version].inside(entry))
        for key, entry in _present_fields(fields, version).items()
        if pair.migrated_nodes.get(id(entry.node), entry.node) is not None
    }


def merge_group(
    pair: DocumentPair, fields: GroupFields, holders: Holders, place: FieldPlace
) -> dict[str, Value]:
    """The fields of a group on which the sides differ, from one side all of them."""
    at = place.down("+".join(fields))
    mine, yours = _group_state(pair, fields, NEWER), _group_state(pair, fields, OLDER)
    now = _migrated_state(pair, fields, OLDER)
    names = _shown_keys(list(fields))
    if mine == now:
        reason = f"equal after the codemods: {names}"
        return _keep_newer(pair, fields, at, DecisionRule.EQUAL_AFTER_CODEMODS, reason)
    if not pair.three_way:
        return _newer_wins(pair, fields, at)
    # A side that only did what the codemods do has changed nothing by itself.
    base, base_now = _group_state(pair, fields, BASE), _migrated_state(pair, fields, BASE)
    if yours == base or now == base_now:
        reason = f"only {pair.newer_side} changed {names}"
        values = _keep_newer(pair, fields, at, DecisionRule.THREE_WAY, reason)
    elif mine in (base, base_now):
        reason = f"only {pair.older_side} changed {names}"
        values = _take_older(pair, fields, holders)
        _decide_group(pair, fields, at, pair.older_side, DecisionRule.THREE_WAY, reason)
    else:
        raise Undecidable(f"{place.shown}: {names} belong together, and both sides changed them")
    for found in fields.values():
        if found.new is not None and found.old is not None:
            merge_comments_around(pair, found, at)
    return values


def _newer_wins(pair: DocumentPair, fields: GroupFields, at: FieldPlace) -> dict[str, Value]:
    side = pair.newer_side
    dropped = []
    for key, found in fields.items():
        if found.old is None or no_fact(key, found.old.node):
            continue
        if found.new is None:
            dropped.append(f"`{key}: {shown_value(found.old.node, 60)}`")
        elif not equal_values(found.new, found.old):
            missing = shown_missing(found.new.node, found.old.node)
            dropped += [f"{part} in `{key}`" for part in missing]
    what = "; ".join(
        _shown_field_difference(pair, key, found)
        for key, found in fields.items()
        if found.new is None or found.old is None or not equal_values(found.new, found.old)
    )
    names = _shown_keys(list(fields))
    reason = f"{names} belong together ({what}): {side} is the newer side"
    return _keep_newer(pair, fields, at, DecisionRule.NEWER_WINS, reason, dropped)


def _shown_field_difference(pair: DocumentPair, key: str, found: EntryVersions) -> str:
    """How the sides differ in one field of a group."""
    if found.new is not None and found.old is not None:
        return f"`{key}` {shown_difference(found.new.node, found.old.node)}"
    entry, side = (found.new, pair.newer_side) if found.new else (found.old, pair.older_side)
    assert entry is not None
    return f"`{key}: {shown_value(entry.node, 60)}` of {side} only"


def _keep_newer(
    pair: DocumentPair,
    fields: GroupFields,
    at: FieldPlace,
    rule: DecisionRule,
    reason: str,
    dropped: Sequence[str] = (),
) -> dict[str, Value]:
    _decide_group(pair, fields, at, pair.newer_side, rule, reason, dropped)
    return _values_of(fields, NEWER)


def _values_of(fields: GroupFields, version: int) -> dict[str, Value]:
    return {
        key: node_meaning(entry.node) for key, entry in _present_fields(fields, version).items()
    }


def _decide_group(
    pair: DocumentPair,
    fields: GroupFields,
    at: FieldPlace,
    action: Action,
    rule: DecisionRule,
    reason: str,
    dropped: Sequence[str] = (),
) -> None:
    mine, yours = (list(_present_fields(fields, version).values()) for version in (NEWER, OLDER))
    pair.decide_all(at, action, rule, reason, mine, yours, dropped)


def _take_older(pair: DocumentPair, fields: GroupFields, holders: Holders) -> dict[str, Value]:
    """Take all fields of a group from the older side."""
    for key, found in fields.items():
        if found.new is not None and found.old is not None:
            if not same_entry(pair, (NEWER, found.new), (OLDER, found.old)):
                pair.edits.take_body(found.new, found.old, flows=holders.flows)
        elif found.old is not None:
            index = field_index(pair, holders, key)
            pair.edits.insert(holders.new, holders.old, found.old, index)
        elif found.new is not None:
            pair.edits.delete(holders.new, found.new)
    return _values_of(fields, OLDER)


def _shown_keys(keys: Sequence[str]) -> str:
    quoted = [f"`{key}`" for key in keys]
    return ", ".join(quoted[:-1]) + f" and {quoted[-1]}"
