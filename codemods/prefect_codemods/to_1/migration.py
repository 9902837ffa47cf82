"""The migration from Prefect 0.x to 1.x."""

from __future__ import annotations

from prefect_codemods.migration import Migration, RulePackages
from prefect_codemods.release import Release

TYPE_CHECKING = False
if TYPE_CHECKING:
    from prefect_codemods.knowledge import Catalogue, Equivalence, ReleaseSigns
    from prefect_codemods.prefilter import Prefilter


def _prefilter() -> Prefilter:
    from prefect_codemods.to_1.scan_words import PREFILTER

    return PREFILTER


def _catalogue() -> Catalogue:
    from prefect_codemods.to_1.catalogue.library import CATALOGUE

    return CATALOGUE


def _release_signs() -> ReleaseSigns:
    from prefect_codemods.to_1.release_signs import SIGNS

    return SIGNS


def _equivalence() -> Equivalence:
    from prefect_codemods.to_1.flow_graph.equivalence import EQUIVALENCE

    return EQUIVALENCE


MIGRATION = Migration(
    source=Release(0),
    target=Release(1),
    prefilter=_prefilter,
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
