"""Two variants of a file reconciled into one, with every decision reported."""

from __future__ import annotations

from prefect_migrate.reconcile.result import Merge
from prefect_migrate.reconcile.variant_merge import merge_variants

__all__ = ["Merge", "merge_variants"]
