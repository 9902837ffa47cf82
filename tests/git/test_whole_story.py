"""Prefect files through real merges: in the merge, by the driver, by the mergetool."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

import prefect_codemods
import prefect_migrate
from prefect_migrate.cli import run
from prefect_migrate.git import setup

Repo = Any

MANIFEST = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: agent
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: agent
          image: example/agent:2.13
          env:
            - name: LOG_LEVEL
              value: INFO
"""
# Both touch the lines around the image, so that git's merge by line ends in a conflict.
OURS = MANIFEST.replace("2.13", "2.14")
THEIRS = MANIFEST.replace(
    "          env:\n", "          imagePullPolicy: Always\n          env:\n"
).replace("value: INFO", "value: DEBUG")
MERGED = THEIRS.replace("2.13", "2.14")

FLOW = """\
from prefect import Flow, task
from prefect.engine.executors import LocalExecutor


@task
def hello():
    return 1


with Flow("hello") as flow:
    hello()

flow.executor = LocalExecutor()
"""
FLOW_OURS = FLOW.replace("prefect.engine.executors", "prefect.executors")
FLOW_THEIRS = FLOW.replace(
    "import LocalExecutor", "import LocalDaskExecutor, LocalExecutor"
).replace("LocalExecutor()", "LocalDaskExecutor() if 1 else LocalExecutor()")


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    roots = {str(Path(p.__file__ or "").parents[1]) for p in (prefect_codemods, prefect_migrate)}
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sorted(roots)))


@pytest.fixture
def inside(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    monkeypatch.chdir(repo.top)
    return repo


@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
@pytest.mark.parametrize("operation", ["merge", "rebase", "cherry-pick", "stash"])
def test_in_the_middle_of_it(inside: Repo, style: str, operation: str) -> None:
    inside("config", "merge.conflictStyle", style)
    if operation == "stash":
        inside.commit(MANIFEST, "Begin", "a.yaml")
        inside.write(THEIRS, "a.yaml")
        inside("stash")
        inside.commit(OURS, "Go on", "a.yaml")
        inside("stash", "pop", code=1)
    else:
        inside.fork(MANIFEST, OURS, THEIRS, "a.yaml")
        if operation == "rebase":
            inside("checkout", "-q", "side")
        target = "main" if operation == "rebase" else "side"
        inside(operation, target, code=1)
    before = inside("ls-files", "-s")
    assert run(["-q"]) == 0
    assert inside.read("a.yaml") == MERGED
    assert inside("ls-files", "-s") == before


def test_a_run_says_who_is_who(inside: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    inside.fork(MANIFEST, OURS, THEIRS, "a.yaml")
    inside("checkout", "-q", "side")
    inside("rebase", "main", code=1)
    run([])
    assert "rebase: ours is upstream's, theirs is yours" in capsys.readouterr().err


def test_the_driver(inside: Repo) -> None:
    setup.install_config(False, inside.top)
    inside.write("*.yaml merge=prefect-migrate\n*.py merge=prefect-migrate\n", ".gitattributes")
    inside.fork(MANIFEST, OURS, THEIRS, "a.yaml")
    inside("merge", "-q", "-m", "Merge", "side")
    assert inside.read("a.yaml") == MERGED
    assert inside("status", "--porcelain") == ""


def test_the_mergetool(inside: Repo) -> None:
    setup.install_config(False, inside.top)
    inside.fork(MANIFEST, OURS, THEIRS, "a.yaml")
    inside("merge", "side", code=1)
    inside("mergetool", "--tool=prefect-migrate", "--no-prompt")
    assert inside.read("a.yaml") == MERGED
    assert inside("ls-files", "-u") == ""


def test_markers_committed_in_a_merge(inside: Repo) -> None:
    inside.fork(MANIFEST, OURS, THEIRS, "a.yaml")
    inside("merge", "side", code=1)
    inside.commit_all("Merge, with markers")
    assert run(["-q", "a.yaml"]) == 0
    assert inside.read("a.yaml") == MERGED


def test_a_criss_cross(inside: Repo) -> None:
    inside.fork(MANIFEST, MANIFEST.replace("replicas: 1", "replicas: 2"), THEIRS, "a.yaml")
    main, side = inside("rev-parse", "main"), inside("rev-parse", "side")
    inside("merge", "-q", "-m", "Cross", side)
    inside.commit(inside.read("a.yaml").replace("2.13", "2.14"), "Image", "a.yaml")
    inside("checkout", "-q", "side")
    inside("merge", "-q", "-m", "Criss", main)
    text = inside.read("a.yaml").replace("Always", "Never")
    inside.commit(text, "Policy", "a.yaml")
    inside("merge", "main", code=1)
    assert run(["-q"]) == 0
    expected = text.replace("2.13", "2.14")
    assert inside.read("a.yaml") == expected


def test_an_octopus_that_fails_at_its_last_arm(inside: Repo) -> None:
    """git merges arm after arm; the conflicts of the last one stand in the index."""
    inside.fork(MANIFEST, OURS, THEIRS, "a.yaml")
    inside("checkout", "-q", "-b", "third", "main~")
    inside.commit("x\n", "Third", "x.txt")
    inside("checkout", "-q", "main")
    inside("merge", "third", "side", code=None)
    assert "a.yaml" in inside("ls-files", "-u")
    assert run(["-q"]) == 0
    assert inside.read("a.yaml") == MERGED
    assert inside.read("x.txt") == "x\n"


def test_an_octopus_that_fails_before_leaves_nothing_to_us(inside: Repo) -> None:
    """git gives up at an arm before the last one, and keeps the file as it was."""
    inside.fork(MANIFEST, OURS, THEIRS, "a.yaml")
    inside("checkout", "-q", "-b", "third", "main~")
    inside.commit("x\n", "Third", "x.txt")
    inside("checkout", "-q", "main")
    inside("merge", "side", "third", code=None)
    assert inside("ls-files", "-u") == ""
    assert run(["-q"]) == 2
    assert inside.read("a.yaml") == OURS


@pytest.mark.parametrize("way", ["merge", "driver"])
def test_a_flow_of_two_eras(inside: Repo, way: str) -> None:
    if way == "driver":
        setup.install_config(False, inside.top)
        inside.write("*.py merge=prefect-migrate\n", ".git/info/attributes")
    inside.fork(FLOW, FLOW_OURS, FLOW_THEIRS, "a.py")
    inside("merge", "-m", "Merge", "side", code=None if way == "merge" else 0)
    if way == "merge":
        assert run(["-q"]) == 0
    text = inside.read("a.py")
    assert "from prefect.executors import LocalDaskExecutor, LocalExecutor\n" in text
    assert "<<<<<<<" not in text
