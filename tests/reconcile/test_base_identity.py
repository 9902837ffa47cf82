"""A base whose manifest had another kind or name is no base to be left out."""

from __future__ import annotations

from prefect_migrate.conflicts.base import BaseFound
from prefect_migrate.conflicts.git_line_merge import from_stages
from prefect_migrate.model import Grade, Source
from prefect_migrate.pipeline import migrate_source
from prefect_migrate.settings import Settings

BASE = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: a
data:
  script: |
    echo 1
    echo 2
  key: value
"""


def test_a_kind_that_both_sides_changed_alike() -> None:
    """Changed on one side and deleted on the other: left, however often the tool runs."""
    renamed = BASE.replace("kind: ConfigMap", "kind: Secret")
    ours = renamed.replace("    echo 2\n", "")
    theirs = renamed.replace("  script: |\n    echo 1\n    echo 2\n", "")
    base = BaseFound(BASE, ("stage 1",), None, Grade.PROVEN, unmerged=True)
    marked = from_stages(None, ours, theirs, "a.yaml").source
    for _ in range(2):
        outcome = migrate_source(marked, Settings(), base)
        assert len(outcome.remaining) == 1
        assert "one side changed it, the other deleted it" in outcome.remaining[0].reason
        marked = Source("a.yaml", outcome.text)
