"""What git merged outside the markers stands on both sides: it must not look like a change."""

from __future__ import annotations

from typing import Any

import pytest

from prefect_migrate.cli import run
from prefect_migrate.conflicts import parse_conflicts
from prefect_migrate.model import Source

Repo = Any

BASE = """\
from prefect import Flow
from prefect.environments import RemoteEnvironment
from tasks import a, b


def build(name, address):
    with Flow(name) as flow:
        b(a())
    flow.environment = RemoteEnvironment(
        executor="prefect.engine.executors.DaskExecutor",
        executor_kwargs={"address": address},
    )
    return flow
"""
NEWER = """\
from prefect import Flow
from prefect.executors import DaskExecutor
from tasks import a, b


def build(name, address):
    with Flow(name) as flow:
        b(a())
    flow.executor = DaskExecutor(address=address)
    return flow
"""
OLDER = BASE.replace('{"address": address}', '{"address": address, "debug": True}')
MERGED = NEWER.replace("(address=address)", "(address=address, debug=True)")


@pytest.fixture(params=["merge", "diff3"])
def merging(request: pytest.FixtureRequest, repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    monkeypatch.chdir(repo.top)
    repo("config", "merge.conflictStyle", request.param)
    return repo


def test_an_import_that_git_merged_away(merging: Repo) -> None:
    """The older side is left without its import: it is migrated all the same."""
    merging.fork(BASE, NEWER, OLDER, "flow.py")
    merging("merge", "side", code=None)
    assert "environments import" not in merging.read("flow.py")
    assert run(["flow.py"]) == 0
    assert merging.read("flow.py") == MERGED


def test_a_name_that_only_its_own_file_knows(merging: Repo) -> None:
    """What the codemods can't migrate stays in markers, and keeps the import that git took away."""
    own = BASE.replace("RemoteEnvironment", "OurEnvironment")
    theirs = own.replace('{"address": address}', '{"address": address, "debug": True}')
    merging.fork(own, NEWER, theirs, "flow.py")
    merging("merge", "side", code=None)
    assert run(["flow.py"]) == 1
    left = parse_conflicts(Source("flow.py", merging.read("flow.py")))
    assert left.variant("ours").text == NEWER
    assert left.variant("theirs").text == theirs


SETTINGS = """\
apiVersion: v1
kind: Pod
metadata:
  name: agent
spec:
  containers:
    - name: agent
      image: agent:1
      env:
        - name: TOKEN
          value: secret
        - name: LEVEL
          value: INFO
"""


def test_what_stays_may_move_and_stays_the_next_time(merging: Repo) -> None:
    """A key that one side deleted and the other changed: the second run knows no less."""
    ours = SETTINGS.replace("TOKEN", "KEY")
    theirs = SETTINGS.replace("secret", "better").replace("INFO", "DEBUG")
    merging.fork(SETTINGS, ours, theirs, "agent.yaml")
    merging("merge", "side", code=None)
    for _ in range(2):
        assert run(["agent.yaml"]) == 1
        text = merging.read("agent.yaml")
        assert "<<<<<<<" in text and "better" in text
        merging.write(text, "agent.yaml")


def test_a_function_that_stays_may_move(merging: Repo) -> None:
    base = "import a\n\n\ndef old():\n    return a.one()\n\n\ndef last():\n    return 0\n"
    ours = base.replace("def old():\n    return a.one()\n", "def new():\n    return a.two()\n")
    theirs = base.replace("a.one()", "a.three()")
    merging.fork(base, ours, theirs, "flow.py")
    merging("merge", "side", code=None)
    texts = []
    for _ in range(2):
        assert run(["flow.py"]) == 1
        texts.append(merging.read("flow.py"))
    assert texts[0] == texts[1]
    assert "a.three()" in texts[0]
