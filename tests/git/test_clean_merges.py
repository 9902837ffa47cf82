"""Files that git merged without a conflict, beside others with conflicts."""

from __future__ import annotations

from typing import Any

import pytest

from prefect_migrate.git.clean_merges import clean_merge_findings
from prefect_migrate.reconcile.clean_merges import Versions, clean_merge_problems

Repo = Any

LIMITS = """kind: Pod
apiVersion: v1
metadata:
  name: a
spec:
  containers:
    - name: a
      image: x
      resources:
        requests:
          memory: 1Gi
          cpu: 1
        # a comment
        # of two lines
        limits:
          cpu: 2
          memory: 2Gi
"""
LOG = """# Changelog

## Unreleased

### Fixed

- One thing
- Two things

## 1.0.0 - 2020-01-01

- First
"""


def problems(path: str, base: str, ours: str, theirs: str, merged: str) -> list[str]:
    return list(clean_merge_problems(path, Versions(base, ours, theirs, merged)))


def test_a_request_above_the_limit_of_the_other_side() -> None:
    ours, theirs = LIMITS.replace("1Gi", "1800Mi"), LIMITS.replace("2Gi", "1500Mi")
    merged = ours.replace("2Gi", "1500Mi")
    found = problems("a.yaml", LIMITS, ours, theirs, merged)
    assert any("would exceed `limits.memory`" in said for said in found)
    assert any("`requests` and `limits` belong together" in said for said in found)
    assert problems("a.yaml", LIMITS, ours, LIMITS, ours) == []
    apart = LIMITS.replace("image: x", "image: y")
    assert problems("a.yaml", LIMITS, ours, apart, ours.replace("image: x", "image: y")) == []


def test_an_entry_below_what_became_a_release() -> None:
    ours = LOG.replace("## Unreleased\n", "## Unreleased\n\n## 1.1.0 - 2020-02-02\n")
    theirs = LOG.replace("- Two things\n", "- Two things\n- Three things\n")
    merged = ours.replace("- Two things\n", "- Two things\n- Three things\n")
    wanted = "theirs added `- Three things` to what is now part of 1.1.0 - 2020-02-02"
    assert problems("CHANGELOG.md", LOG, ours, theirs, merged) == [wanted]
    assert problems("page.md", LOG.replace("# Changelog", "# Page"), ours, theirs, merged) == []
    old = LOG.replace("- First\n", "- First\n- And second\n")
    merged = ours.replace("- First\n", "- First\n- And second\n")
    assert problems("CHANGELOG.md", LOG, ours, old, merged) == []


def test_what_git_mixed_is_said_in_the_middle_of_a_merge(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repo.top)
    repo.write(LIMITS, "a.yaml")
    repo.write(LIMITS, "b.yaml")
    repo("add", "-A")
    repo("commit", "-qm", "base")
    repo("checkout", "-qb", "side")
    repo.write(LIMITS.replace("2Gi", "1500Mi"), "a.yaml")
    repo.write(LIMITS.replace("image: x", "image: z"), "b.yaml")
    repo("commit", "-qam", "theirs")
    repo("checkout", "-q", "-")
    repo.write(LIMITS.replace("1Gi", "1800Mi"), "a.yaml")
    repo.write(LIMITS.replace("image: x", "image: y"), "b.yaml")
    repo("commit", "-qam", "ours")
    repo("merge", "-q", "-m", "merged", "side", code=1)
    found = list(clean_merge_findings(repo.top))
    assert found
    assert all(line.startswith("a.yaml: git merged this without a conflict") for line in found)
