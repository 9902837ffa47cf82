"""Whether the items of a list have an order that both sides agree on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations

from prefect_migrate.reconcile.decision_rules import three_way
from prefect_migrate.reconcile.manifests.document_pair import DocumentPair, FieldPlace
from prefect_migrate.reconcile.manifests.entry_versions import Undecidable
from prefect_migrate.reconcile.manifests.item_order import is_reordered
from prefect_migrate.reconcile.manifests.items import shown_name
from prefect_migrate.reconcile.manifests.list_items import ListItems
from prefect_migrate.reconcile.manifests.text import CannotMove
from prefect_migrate.reconcile.manifests.values import Value, node_meaning


def check_list_order(pair: DocumentPair, items: ListItems, at: FieldPlace) -> None:
    """Raise ``Undecidable`` or ``CannotMove`` where the sides want different orders.

    Two sides that both took an item out and put others in may have renamed it.
    """
    if not pair.three_way:
        return
    mine, yours, known = list(items.new), list(items.old), list(items.base)
    removed = [name for name in known if name not in items.new and name not in items.old]
    its = [name for name in mine if name not in items.base and name not in items.old]
    others = [name for name in yours if name not in items.base and name not in items.new]
    if removed and its and others:
        raise Undecidable(
            f"{at.shown}: both sides removed `{shown_name(removed[0])}` and added "
            f"something else, `{shown_name(its[0])}` and `{shown_name(others[0])}`"
        )
    if not items.order_counts or not is_reordered(mine, yours) or not is_reordered(yours, known):
        return
    if not is_reordered(mine, known):
        raise CannotMove(
            f"{at.shown}: {pair.older_side} changed the order, which counts, "
            "and there are other changes"
        )
    raise Undecidable(f"{at.shown}: both sides changed the order, which counts")


def check_list_moves(
    pair: DocumentPair, items: ListItems, made: Sequence[Value], at: FieldPlace
) -> None:
    """Whatever items are called: what one side put before another stands so in the result.

    Raises ``Undecidable`` where it doesn't.
    """
    if not items.order_counts or not pair.three_way:
        return
    lists = [
        [repr(node_meaning(entry.node)) for entry in named.values()]
        for named in (items.new, items.old, items.base)
    ]
    if not is_reordered(lists[0], lists[1]):
        return
    twice = {said for held in lists for said, count in Counter(held).items() if count > 1}
    once = [said for said in map(repr, made) if said not in twice]
    places = [{said: place for place, said in enumerate(held)} for held in lists]
    for two in combinations(once, 2):
        new, old, base = (_in_order(held, two) for held in places)
        if new is None or old is None:
            continue
        took = three_way(new, old, base)
        if took is None or not (old if took == "older" else new):
            raise Undecidable(f"{at.shown}: both sides changed the order, which counts", whole=True)


def _in_order(places: Mapping[str, int], pair: tuple[str, str]) -> bool | None:
    """Whether the first of a pair stands before the second; ``None`` if one of them is missing."""
    if not all(name in places for name in pair):
        return None
    return places[pair[0]] < places[pair[1]]
