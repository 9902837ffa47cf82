"""The three versions of a page whose base is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from prefect_migrate.documents.page import Page
from prefect_migrate.model import Variant
from prefect_migrate.reconcile.page.unit_additions import is_log
from prefect_migrate.reconcile.page.units import Unit, page_units
from prefect_migrate.reconcile.result import Sides, Span
from prefect_migrate.settings import Settings

SIDES = ("ours", "base", "theirs")
Spans = tuple[Span, Span, Span]
"""Lines of ours, the base and theirs."""
Spot = tuple[int, int, int]
"""A line of each."""


@dataclass(frozen=True)
class ThreePages:
    """The three versions of a page by the names of the sides."""

    sides: Sides
    settings: Settings
    cutter: Callable[[str], Page]

    @cached_property
    def variants(self) -> dict[str, Variant]:
        """The three versions."""
        sides = self.sides
        assert sides.base is not None
        return {variant.side: variant for variant in (sides.newer, sides.older, sides.base)}

    @cached_property
    def pages(self) -> dict[str, Page]:
        """The three versions, cut."""
        return {side: self.cutter(variant.text) for side, variant in self.variants.items()}

    @cached_property
    def units(self) -> dict[str, tuple[Unit, ...]]:
        """Their units."""
        links = self.settings.codemods.migration.catalogue().canonical_link
        return {side: page_units(page, links) for side, page in self.pages.items()}

    @cached_property
    def counts(self) -> dict[str, Counter[tuple[object, ...]]]:
        """How often each has a unit, by its key."""
        return {side: Counter(unit.key for unit in found) for side, found in self.units.items()}

    @cached_property
    def starts(self) -> dict[str, list[int]]:
        """The lines on which their units start, and the end."""
        return {
            side: [*(unit.start for unit in found), len(self.variants[side].lines)]
            for side, found in self.units.items()
        }

    @cached_property
    def log(self) -> bool:
        """Whether the page is a changelog."""
        return is_log(self.sides.conflicted.source.path, self.units["base"])

    def lines(self, side: str, span: Span) -> tuple[str, ...]:
        """Lines of a side."""
        return tuple(self.variants[side].lines[slice(*span)])
