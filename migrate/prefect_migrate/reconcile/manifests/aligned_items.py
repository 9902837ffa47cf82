"""Items of lists without a merge key, told apart by where they stand and what they say.

Plays and tasks of Ansible, RBAC rules, tolerations: with a base, an item of a side is the one of
the base that it equals, or that has its label and stands in the same gap between equal ones. What
was moved can't be told from what was taken out and put in again, so it isn't guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from prefect_migrate.conflicts.lines import line_opcodes, matching_lines
from prefect_migrate.documents.manifest import Entry, Node, scalar_at
from prefect_migrate.reconcile.manifests.items import Named
from prefect_migrate.reconcile.manifests.values import node_meaning, shown_value

LABELS = ("name", "id", "hosts")
"""Fields that tell in words what an item is."""
_GRANTED = ("apiGroups", "resources", "resourceNames", "nonResourceURLs")
_SAME = 0.5
"""How much of an item of the base another one has to hold to be a version of it."""

Pairs = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Aligned:
    """The items of newer, older and base by name; ``whole`` are those merged as one value.

    ``moved`` are items that one side put elsewhere and the other one changed.
    """

    new: Named
    old: Named
    base: Named
    whole: frozenset[str]
    moved: tuple[str, ...]


def align_items(new: Node, old: Node, base: Node) -> Aligned | None:
    """The items of three lists told apart; ``None`` where some aren't mappings or texts."""
    lists = (new, old, base)
    if any(node.flow for node in lists) or not all(map(_comparable, lists)):
        return None
    origin = [entry.node for entry in base.entries]
    names = _base_names(origin)
    found = [_named(node, origin, names) for node in (new, old)]
    known = dict(zip(names, base.entries, strict=True))
    whole = frozenset(
        name
        for name in (*known, *found[0], *found[1])
        if name not in known or not _one_label([s[name] for s in (known, *found) if name in s])
    )
    moved = [
        name for one, two in (found, found[::-1]) for name in _moved_and_changed(one, two, known)
    ]
    return Aligned(found[0], found[1], known, whole, tuple(moved))


def _comparable(node: Node) -> bool:
    return all(
        entry.node.kind == "map" or (entry.node.kind == "scalar" and entry.node.style == "|")
        for entry in node.entries
    )


def item_label(node: Node) -> str:
    """What an item calls itself."""
    if node.kind != "map":
        return ""
    return next((f"{key} {text}" for key in LABELS if (text := scalar_at(node, key))), "")


def _one_label(entries: Sequence[Entry]) -> bool:
    labels = {_granted(entry.node) or item_label(entry.node) for entry in entries}
    return len(labels) == 1 and "" not in labels


def _granted(node: Node) -> str:
    """What the verbs of a rule of RBAC are for: for something else they would be other rights."""
    if node.kind != "map" or node.get("verbs") is None:
        return ""
    held = [(key, node.get(key)) for key in _GRANTED]
    return "; ".join(f"{key} {shown_value(e.node, 10_000)}" for key, e in held if e is not None)


def _base_names(items: Sequence[Node]) -> list[str]:
    counts = Counter(item_label(node) for node in items)
    return [
        said if (said := item_label(node)) and counts[said] == 1 else f"item {number}"
        for number, node in enumerate(items, 1)
    ]


def _named(side: Node, origin: Sequence[Node], names: Sequence[str]) -> Named:
    """The items of a side: those of the base by its names, the others by their own."""
    items = [entry.node for entry in side.entries]
    base_of = {j: i for i, j in _paired_items(origin, items)}
    found: Named = {}
    for j, entry in enumerate(side.entries):
        name = (
            names[base_of[j]]
            if j in base_of
            else item_label(entry.node) or shown_value(entry.node, 10_000)
        )
        while name in found or (j not in base_of and name in names):
            name += " again"
        found[name] = entry
    return found


def _paired_items(base: Sequence[Node], side: Sequence[Node]) -> Iterator[tuple[int, int]]:
    """The items of the base and of a side that are versions of one another, in order."""
    first, second = ([repr(node_meaning(node)) for node in nodes] for nodes in (base, side))
    for tag, i1, i2, j1, j2 in line_opcodes(first, second):
        if tag == "equal":
            yield from zip(range(i1, i2), range(j1, j2), strict=True)
        elif tag == "replace":
            yield from _in_gap(base, side, range(i1, i2), range(j1, j2))


def _in_gap(base: Sequence[Node], side: Sequence[Node], its: range, others: range) -> Pairs:
    """Versions among items that were replaced: by label, then those alone between such pairs."""
    first, second = [item_label(base[i]) for i in its], [item_label(side[j]) for j in others]
    by_label = [(its[i], others[j]) for i, j in _matches(first, second) if first[i]]
    found: Pairs = []
    i, j = its.start, others.start
    for a, b in [*by_label, (its.stop, others.stop)]:
        if a - i == b - j:
            found += [
                pair
                for pair in zip(range(i, a), range(j, b), strict=True)
                if _mostly_same_item(base, side, *pair)
            ]
        if a < its.stop:
            found.append((a, b))
        i, j = a + 1, b + 1
    return found


def _matches(first: Sequence[str], second: Sequence[str]) -> Pairs:
    blocks = matching_lines(first, second)
    return [(start + k, its + k) for start, its, size in blocks for k in range(size)]


def _mostly_same_item(base: Sequence[Node], side: Sequence[Node], i: int, j: int) -> bool:
    """Whether an item of a side holds most of what one of the base says."""
    one, other = base[i], side[j]
    if one.kind != other.kind or item_label(one) != item_label(other):
        return False
    if one.kind == "scalar":
        first, second = one.text.splitlines(), other.text.splitlines()
        return len(_matches(first, second)) >= _SAME * len(first)
    pairs = ((entry, other.get(entry.key)) for entry in one.entries)
    same = sum(
        its is not None and node_meaning(its.node) == node_meaning(e.node) for e, its in pairs
    )
    return same >= _SAME * len(one.entries)


def _moved_and_changed(one: Named, other: Named, base: Named) -> Iterator[str]:
    """Items that one side took out and put in elsewhere, and the other side changed."""
    added = [entry.node for name, entry in one.items() if name not in base]
    for name, entry in base.items():
        if name in one or name not in other:
            continue
        if node_meaning(other[name].node) == node_meaning(entry.node):
            continue
        said = item_label(entry.node)
        if any(
            node_meaning(node) == node_meaning(entry.node) or (said and item_label(node) == said)
            for node in added
        ):
            yield name
