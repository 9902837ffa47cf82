"""Files that git merged without a conflict, beside others with conflicts."""

from __future__ import annotations

from typing import Any

import pytest

from prefect_migrate.cli import run
from prefect_migrate.exit_codes import ExitCode
from prefect_migrate.git.clean_merges import clean_merge_findings
from prefect_migrate.reconcile.clean_merges import FileVersions, clean_merge_problems

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
    return list(clean_merge_problems(path, FileVersions(base, ours, theirs, merged)))


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


STORE = """import json


class Store:
    def __init__(self, path):
        self.path = path


def load(path):
    store = Store(path)
    return json.loads(store.path)


def main():
    print(load("a"))
"""


def test_names_of_python_that_git_lost() -> None:
    ours = STORE.replace("Store", "Shelf")
    theirs = STORE.replace('    print(load("a"))\n', '    print(load("a"))\n    Store("b")\n')
    merged = ours.replace('    print(load("a"))\n', '    print(load("a"))\n    Store("b")\n')
    assert problems("a.py", STORE, ours, theirs, merged) == [
        "Store is used on one side and removed on the other"
    ]
    assert problems("a.pyi", STORE, theirs, ours, merged)
    both = theirs.replace('"a"', '"c"')
    assert problems("a.py", STORE, STORE.replace('"a"', '"c"'), theirs, both) == []
    broken = "def (:\n"
    assert problems("a.py", STORE, broken, theirs, merged) == []


def test_a_method_that_git_put_into_another_class() -> None:
    base = "class A:\n    x = 1\n\n\nclass B:\n    x = 1\n"
    ours = base.replace("class A:\n    x = 1\n", "class A:\n    x = 1\n\n    def f(self): ...\n")
    theirs = base.replace("class A", "class C")
    merged = theirs + "\n    def f(self): ...\n"
    assert problems("a.py", base, ours, theirs, merged) == ["`A.f` would be lost"]


@pytest.mark.parametrize(
    ("path", "base", "ours", "theirs", "wanted"),
    [
        ("a.toml", '[a]\nx = 1\n[b]\n', '[a]\ny = 2\nx = 1\n[b]\n', '[a]\nx = 1\ny = 3\n[b]\n',
            "can't be read: both sides may have added one key"),
        ("a.json", '{"x": 1,\n"z": 1}', '{"y": 2,\n"x": 1,\n"z": 1}', '{"x": 1,\n"z": 1,\n"y": 3}',
            "can't be read: both sides may have added one key"),
        ("requirements.txt", "a==1\nb==1\n", "c==1\na==1\nb==1\n", "a==1\nb==1\nc==2\n", "c"),
        (".env", "A=1\nB=1\n", "C=1\nA=1\nB=1\n", "A=1\nB=1\nC=2\n", "C"),
    ],
)  # fmt: skip
def test_settings_that_git_wrote_twice(
    path: str, base: str, ours: str, theirs: str, wanted: str
) -> None:
    added = theirs.removeprefix(base).rstrip("]}\n")
    merged = {
        "a.toml": "[a]\ny = 2\nx = 1\ny = 3\n[b]\n",
        "a.json": '{"y": 2,\n"x": 1,\n"z": 1,\n"y": 3}',
    }.get(path, ours + added + "\n")
    found = problems(path, base, ours, theirs, merged)
    assert found
    assert all(wanted in said for said in found), found
    assert problems(path, base, ours, base, ours) == []


def _conflict_beside_clean_merge(repo: Repo) -> tuple[str, str]:
    """Two branches: one file in conflict, and one that git merges wrongly; their commits."""
    repo.write(STORE, "a.py")
    repo.write("one\n", "b.txt")
    repo.commit_all("base")
    repo("checkout", "-qb", "side")
    repo.write(STORE.replace('load("a"))\n', 'load("a"))\n    Store("b")\n'), "a.py")
    repo.write("three\n", "b.txt")
    theirs = repo.commit_all("theirs")
    repo("checkout", "-q", "-")
    repo.write(STORE.replace("Store", "Shelf"), "a.py")
    repo.write("two\n", "b.txt")
    return repo.commit_all("ours"), theirs


@pytest.mark.parametrize("operation", ["merge", "cherry-pick", "rebase", "revert", "stash"])
def test_whatever_operation_is_going_on(
    operation: str, repo: Repo, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(repo.top)
    ours, theirs = _conflict_beside_clean_merge(repo)
    if operation == "merge":
        repo("merge", "-q", "side", code=None)
    elif operation == "cherry-pick":
        repo("cherry-pick", theirs, code=None)
    elif operation == "rebase":
        repo("checkout", "-q", "side")
        repo("rebase", "-q", ours, code=None)
    elif operation == "revert":  # taking back what takes theirs back brings theirs
        repo("checkout", "-q", "side")
        repo("revert", "--no-edit", "HEAD")
        taken_back = repo("rev-parse", "HEAD")
        repo("checkout", "-q", ours)
        repo("revert", "--no-edit", taken_back, code=None)
    else:
        repo("checkout", "-q", f"{theirs}^")
        repo("checkout", "-q", "side", "--", ".")
        repo("stash", "-q")
        repo("checkout", "-q", ours)
        repo("stash", "pop", code=None)
    found = list(clean_merge_findings(repo.top))
    assert found == [
        "a.py: git merged this without a conflict, but Store is used on one side and removed on "
        "the other"
    ]
    repo("checkout", "--ours", "b.txt")
    assert run([]) == ExitCode.LEFT
    assert found[0] in capfd.readouterr().err


def test_nothing_unmerged_and_nothing_wrong(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(repo.top)
    _conflict_beside_clean_merge(repo)
    repo("merge", "-q", "side", code=None)
    repo.write("two and three\n", "b.txt")
    repo("add", "-A")
    assert run([]) == ExitCode.LEFT
    repo("checkout", "HEAD", "--", "a.py")
    assert run([]) == ExitCode.FAILED
    assert "name a file or a directory" in capfd.readouterr().err
