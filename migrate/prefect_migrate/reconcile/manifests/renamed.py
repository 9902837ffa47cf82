"""What one side gave a new name, recognised by all else that it says: with a base it stays the same one.

A container, a step or a field that goes by another name on one side is neither deleted nor new:
what the other side changed in it is a change of it.
"""

from __future__ import annotations

from collections.abc import Mapping

from prefect_migrate.documents.manifest import Entry, Node
from prefect_migrate.reconcile.line_changes import line_changes
from prefect_migrate.reconcile.manifests.items import Named, possible_names
from prefect_migrate.reconcile.manifests.merge_keys import ListRule
from prefect_migrate.reconcile.manifests.values import Value, node_meaning

_COMMANDS = ("run", "script", "bash", "pwsh", "powershell")
"""What a step without a name goes by is its command, which changes in its place."""
_LEAST = 4
"""From how many values on a value tells by itself that two fields are one."""


def renamed_items(side: Named, other: Named, known: Named, rule: ListRule) -> dict[str, str]:
    """The items of a side by the names that they have in the base, where the other side's matter.

    Texts in a list, and steps that go by their command, are one where one is a version of the other
    and stands in its place.
    """
    if rule.scalar == "value" and _all_texts(side, other, known):
        return _renamed_versions(side, known)
    fresh = [name for name in side if name not in known and name not in other]
    found: dict[str, str] = {}
    for name, entry in known.items():
        if name in side or _left_as_it_was(name, other, entry):
            continue
        same = [now for now in fresh if _same_but_for_name(side[now].node, entry.node, rule)]
        if len(same) == 1 and same[0] not in found:
            found[same[0]] = name
    for now, name in _titled_anew(side, other, known, rule).items():
        if not {now, name} & {*found, *found.values()}:
            found[now] = name
    if rule.any and rule.order == "sequence":
        for now, name in _renamed_versions(side, known).items():
            words = now.partition(" ")[0], name.partition(" ")[0]
            if words[0] == words[1] in _COMMANDS and not {now, name} & {*found, *found.values()}:
                found[now] = name
    return found


def _titled_anew(side: Named, other: Named, known: Named, rule: ListRule) -> dict[str, str]:
    """The items to which a side gave a title, or took it off, by the names that the base has.

    What they go by without it stands once in each of the lists: ``uses: actions/setup-python``.
    """
    own, others, base = (_words_of_items(items, rule) for items in (side, other, known))
    found: dict[str, str] = {}
    for word, name in base.items():
        now = own.get(word)
        if name is None or now is None or others.get(word, "") is None:
            continue
        if name in side or now in known or now in other:
            continue
        if name.partition(" ")[0] != now.partition(" ")[0]:
            found[now] = name
    return found


def _words_of_items(items: Named, rule: ListRule) -> dict[str, str | None]:
    """What items could go by, and the names that they go by; ``None`` where several could."""
    found: dict[str, str | None] = {}
    for name, entry in items.items():
        for word in possible_names(entry.node, rule):
            found[word] = None if word in found else name
    return found


def _left_as_it_was(name: str, other: Mapping[str, Entry], base: Entry) -> bool:
    """Whether the other side neither changed an entry nor took it out."""
    return name in other and node_meaning(other[name].node) == node_meaning(base.node)


def _all_texts(*items: Named) -> bool:
    return all(entry.node.kind == "scalar" for named in items for entry in named.values())


def _renamed_versions(side: Named, known: Named) -> dict[str, str]:
    base, own = list(known), list(side)
    return {
        own[change.side[0]]: base[change.base[0]]
        for change in line_changes(base, own)
        if change.edit and own[change.side[0]] not in known and base[change.base[0]] not in side
    }


def _same_but_for_name(node: Node, base: Node, rule: ListRule) -> bool:
    """Whether two items differ in what they go by, and in nothing else."""
    if node.kind != "map" or base.kind != "map":
        return False
    if rule.keys and "name" not in rule.keys:
        names = [_value_of_field(item, "name") for item in (node, base)]
        if names[0] is not None and names[0] == names[1]:
            return True
    first, second = ({e.key: node_meaning(e.node) for e in item.entries} for item in (node, base))
    least = 2 if rule.keys else 1
    return any(
        first.get(key) != second.get(key)
        and len(first) > least
        and {**first, key: None} == {**second, key: None}
        for key in (*rule.keys, *rule.any)
    )


def _value_of_field(node: Node, key: str) -> Value:
    entry = node.get(key)
    return node_meaning(entry.node) if entry is not None else None


def renamed_fields(
    side: Mapping[str, Entry], other: Mapping[str, Entry], known: Mapping[str, Entry]
) -> dict[str, str]:
    """The fields of a side by the names that they have in the base, where the other changed them."""
    fresh = [key for key in side if key not in known and key not in other]
    found: dict[str, str] = {}
    for key, entry in known.items():
        if key in side or entry.node.size < _LEAST or _left_as_it_was(key, other, entry):
            continue
        same = [now for now in fresh if node_meaning(side[now].node) == node_meaning(entry.node)]
        if len(same) == 1 and same[0] not in found:
            found[same[0]] = key
    return found


def by_base_name(side: Mapping[str, Entry], names: Mapping[str, str]) -> dict[str, Entry]:
    """The entries of a side, those with a new name by the one of the base."""
    return {names.get(key, key): entry for key, entry in side.items()}
