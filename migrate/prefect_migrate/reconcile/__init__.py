"""Two variants of a file reconciled into one, with every decision told."""

from __future__ import annotations

from prefect_migrate.reconcile.merge import merge_variants
from prefect_migrate.reconcile.result import Merge

__all__ = ["Merge", "merge_variants"]
