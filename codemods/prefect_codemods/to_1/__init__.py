"""Prefect 0.x to 1.x: all that is known of Prefect stands below this package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prefect_codemods.migration import Migration, RulePackages
from prefect_codemods.release import Release

if TYPE_CHECKING:
    from prefect_codemods.knowledge import Catalogue, Equivalence, ReleaseSigns


def _catalogue() -> Catalogue:
    from prefect_codemods.to_1.catalogue.library import CATALOGUE

    return CATALOGUE


def _release_signs() -> ReleaseSigns:
    from prefect_codemods.to_1.release_signs import SIGNS

    return SIGNS


def _equivalence() -> Equivalence:
    from prefect_codemods.to_1.equivalence import EQUIVALENCE

    return EQUIVALENCE


MIGRATION = Migration(
    source=Release(0),
    target=Release(1),
    catalogue=_catalogue,
    rules=RulePackages(
        python=("prefect_codemods.to_1", "prefect_codemods.to_1.environments"),
        shell=("prefect_codemods.to_1.shell",),
        yaml=("prefect_codemods.to_1.manifests",),
    ),
    release_signs=_release_signs,
    equivalence=_equivalence,
    stops=(Release(0, 14), Release(0, 15)),
)
