"""Prefect 0.x to 1.x: all that is known of Prefect stands below this package."""

from __future__ import annotations

from prefect_codemods.migration import Migration, RulePackages
from prefect_codemods.release import Release

MIGRATION = Migration(
    source=Release(0),
    target=Release(1),
    rules=RulePackages(
        python=("prefect_codemods.to_1", "prefect_codemods.to_1.environments"),
        shell=("prefect_codemods.to_1.shell",),
        yaml=("prefect_codemods.to_1.manifests",),
    ),
    stops=(Release(0, 14), Release(0, 15)),
)
