"""The facts of a whole module, to hold a merged file against its three versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable

from prefect_migrate.model import Refusal
from prefect_migrate.reconcile.statements.elements import Text
from prefect_migrate.reconcile.statements.facts import Fact, element_facts


def python_facts(text: str) -> Counter[Hashable] | None:
    """How often a module says each thing; ``None`` for text that is not Python."""
    try:
        elements = Text.of(text, "a version").elements
    except Refusal:
        return None
    found: Counter[Hashable] = Counter()
    for element in elements:
        found.update(element_facts(element))
    return found


def constants(text: str) -> frozenset[str]:
    """The constants of a module; none of text that is not Python."""
    found = python_facts(text)
    return frozenset(f.said for f in found or () if isinstance(f, Fact) and f.kind == "constant")
