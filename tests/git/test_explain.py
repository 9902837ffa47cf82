"""``prefect-migrate explain`` takes every id that a report prints, and shows the base first."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from prefect_migrate.cli import run
from prefect_migrate.conflicts import parse_conflicts
from prefect_migrate.model import Source

Repo = Any
Printed = pytest.CaptureFixture[str]

CONFIG = "a: {}\nb: {}\nc: 0\nd: 0\ne: 0\nf: 0\ng: {}\n"
FLOW = "from prefect.environments.storage import Docker\n"
PAGE = """\
# Deploy

<<<<<<< HEAD
Set `flow.run_config = UniversalRun()`.

New words here.
=======
Set `flow.environment = LocalEnvironment()`.
>>>>>>> old
"""


@pytest.fixture
def inside(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A merge that left conflicts: some are resolved, one is split, one stays."""
    repo.commit(FLOW, "A flow", "flow.py")
    repo.commit(PAGE, "A page with markers", "page.md")
    texts = CONFIG.format(1, 1, 1), CONFIG.format(2, 1, 2), CONFIG.format(1, 2, 3)
    repo.fork(*texts, name="conf/app.yaml")
    repo("merge", "side", code=1)
    monkeypatch.chdir(repo.top)
    return repo


def ids(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        if isinstance(data.get("id"), str):
            yield data["id"]
        for value in data.values():
            yield from ids(value)
    elif isinstance(data, list):
        for value in data:
            yield from ids(value)


@pytest.mark.parametrize("path", ["conf/app.yaml", "flow.py", "page.md"])
def test_every_id_that_is_printed(inside: Repo, capsys: Printed, path: str) -> None:
    run(["--check", "--output-format", "json", path])
    printed = set(ids(json.loads(capsys.readouterr().out)))
    for name in ("concise", "full"):
        run(["--check", "--output-format", name, path])
        printed |= set(re.findall(r"\b[0-9a-f]{12}\b", capsys.readouterr().out))
    conflicts = parse_conflicts(Source(path, inside.read(path))).conflicts
    printed |= {conflict.id for conflict in conflicts}
    assert len(printed) >= {"conf/app.yaml": 3, "flow.py": 1, "page.md": 3}[path]
    for id in printed:
        assert run(["explain", id[:8], path]) == 0
        told = capsys.readouterr().out
        assert told.startswith(f"{id}: ")
        assert f", {path}:" in told.splitlines()[0]


def test_the_base_stands_before_the_sides(inside: Repo, capsys: Printed) -> None:
    _, last = parse_conflicts(Source("a", inside.read("conf/app.yaml"))).conflicts
    assert run(["explain", last.id]) == 0
    told = capsys.readouterr().out.splitlines()
    base = told.index("base, its lines here:")
    assert told[base + 1] == "  | g: 1"
    assert told.index("base: the common ancestor, from git's index") < base
    assert told[base + 2].startswith("ours, yours (HEAD)")
    assert told[base + 4].startswith("theirs")


def test_a_decision_says_how_to_decide_otherwise(inside: Repo, capsys: Printed) -> None:
    run(["--check", "--output-format", "json", "page.md"])
    (file,) = json.loads(capsys.readouterr().out)["files"]
    made = next(d for d in file["decisions"] if d["dropped"])
    assert run(["explain", made["id"], "page.md"]) == 0
    told = capsys.readouterr().out
    assert "dropped: “Set `flow.environment = LocalEnvironment()`.”" in told
    assert f'to decide otherwise: write "{made["id"]}" = "ours"' in told


def test_a_fix_says_its_rule_and_how_to_leave_it_out(inside: Repo, capsys: Printed) -> None:
    run(["--check", "--output-format", "json", "flow.py"])
    (file,) = json.loads(capsys.readouterr().out)["files"]
    id = file["changes"][0]["id"]
    assert run(["explain", id, "flow.py"]) == 0
    told = capsys.readouterr().out
    assert "PM110 storage-moved" in told
    assert f'to leave it out: write "{id}" = "reject" to a decisions file' in told


def test_an_id_that_nothing_has(inside: Repo, capsys: Printed) -> None:
    assert run(["explain", "000000", "flow.py"]) == 2
    assert "no conflict, decision or fix has the id 000000 (1 file searched)" in (
        capsys.readouterr().err
    )
