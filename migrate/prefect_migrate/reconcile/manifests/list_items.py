"""What the items of a list go by on each side, and how they count: by merge key or by alignment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from prefect_migrate.documents.manifest import Node
from prefect_migrate.reconcile.manifests.aligned_items import align_items
from prefect_migrate.reconcile.manifests.document_pair import DocumentPair, FieldPlace
from prefect_migrate.reconcile.manifests.entry_versions import EntryVersions, Undecidable
from prefect_migrate.reconcile.manifests.items import Named, identify_items, item_name, shown_name
from prefect_migrate.reconcile.manifests.merge_keys import ListRule
from prefect_migrate.reconcile.manifests.renamed import renamed_items


@dataclass(frozen=True, slots=True)
class ListItems:
    """The items of a list on each side and in the base, by what they go by.

    ``apart`` says that two items which both sides add in one place need an order; ``whole`` are
    the items that are merged as one value. ``references`` says that items name others, which have
    to stand above them.
    """

    new: Named
    old: Named
    base: Named
    order_counts: bool
    apart: bool = True
    whole: frozenset[str] = frozenset()
    references: bool = False

    def names(self, item: str, other: str) -> bool:
        """Whether an item of either side says ``$(other)``."""
        held = [side[item].node for side in (self.new, self.old) if item in side]
        return any(_holds_text(node, f"$({other})") for node in held)


def base_list(found: EntryVersions) -> Node | None:
    """The list of the base, if it has one there."""
    base = found.base
    return base.node if base is not None and base.node.kind == "list" else None


def identify_list_items(
    pair: DocumentPair, rule: ListRule, found: EntryVersions, at: FieldPlace
) -> ListItems | None:
    """The items of a list that both sides have; ``None`` where they can't be told apart.

    Raises ``Undecidable`` where one side moved an item that the other changed.
    """
    return (_aligned_items if rule.aligned else _named_items)(pair, rule, found, at)


def _aligned_items(
    pair: DocumentPair, rule: ListRule, found: EntryVersions, at: FieldPlace
) -> ListItems | None:
    """The items of a list without a merge key; ``None`` without a base to tell them by."""
    (new, old), base = found.sides, base_list(found)
    aligned = align_items(new.node, old.node, base) if base is not None else None
    if aligned is None:
        return None
    if aligned.moved:
        name = shown_name(aligned.moved[0])
        raise Undecidable(f"{at.shown}: one side moved `{name}`, the other changed it", whole=True)
    counts = rule.order == "sequence"
    return ListItems(aligned.new, aligned.old, aligned.base, counts, whole=aligned.whole)


def _named_items(
    pair: DocumentPair, rule: ListRule, found: EntryVersions, at: FieldPlace
) -> ListItems | None:
    """The items of a list by the merge key; ``None`` where they don't have one."""
    (new, old), base = found.sides, base_list(found)
    if not pair.three_way and rule.order == "sequence" and (rule.any or rule.scalar):
        return None  # steps of a job: those of both sides together are a job that nobody wrote
    items = identify_items(rule, [new.node, old.node, base])
    if items is None:
        return None
    mine, yours, known = items
    renamed_containers = pair.container_names if at.type == "Container" else {}
    _rename_containers(pair, rule, renamed_containers, mine, yours, known)
    if pair.three_way:
        _go_by_base_names(rule, mine, yours, known)
    refers = rule.order == "references" and (_refers(new.node) or _refers(old.node))
    counts = rule.order in ("sequence", "loose") or refers
    apart = rule.order == "sequence" or not pair.three_way
    return ListItems(mine, yours, known, counts, apart, references=refers)


def _go_by_base_names(rule: ListRule, mine: Named, yours: Named, known: Named) -> None:
    """Let items that one side gave a new name go by that of the base."""
    of_newer = renamed_items(mine, yours, known, rule)
    of_older = renamed_items(yours, mine, known, rule)
    for side, names in ((mine, of_newer), (yours, of_older)):
        for now, name in names.items():
            _rename(side, now, name)


def _refers(node: Node) -> bool:
    """Whether an item says ``$(NAME)``, which sees only what stands above."""
    return _holds_text(node, "$(")


def _holds_text(node: Node, text: str) -> bool:
    if node.kind == "scalar":
        return text in node.text
    return any(_holds_text(entry.node, text) for entry in node.entries)


def _rename_containers(
    pair: DocumentPair,
    rule: ListRule,
    renamed_containers: Mapping[str, str],
    mine: Named,
    yours: Named,
    known: Named,
) -> None:
    """Let items go by one name that have an old name on one side and today's on the other."""
    for name, entry in list(yours.items()):
        now = item_name(pair.migrated(entry.node), rule) or name
        now = renamed_containers.get(name, now)
        if now != name and name not in mine and now in mine and now not in yours:
            _rename(yours, name, now)
            _rename(known, name, now)
    for name, now in renamed_containers.items():
        if name in mine and now not in mine and now in yours and name not in yours:
            _rename(yours, now, name)


def _rename(items: Named, name: str, now: str) -> None:
    if name in items:
        made = [(now if key == name else key, entry) for key, entry in items.items()]
        items.clear()
        items.update(made)
