"""Runs every folder tests/merges/AREA/NAME through real merges of git.

A case holds ``base.EXT`` (absent: both sides added the file), ``ours.EXT``, ``theirs.EXT`` and
``expected.EXT`` (absent: git's own file with its markers stays); ``options.toml`` may say

    path = "Dockerfile"                # the name that the file goes by
    decisions = ["code proven"]        # parts of "kind grade subject: action (rule) reason"
    never = ["equivalent"]             # parts that no such line may hold
    remaining = ["both sides changed"] # parts of the reasons, one for each conflict left
    git = "clean"                      # git merges it alone: only the driver is tried

The same three files must come out the same whether the merge driver, the mergetool or a run in
the unmerged tree merges them, however the markers are styled, and a second run changes nothing.
The cases of tests/cases whose markers hold a base are held to that too.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from prefect_migrate.conflicts import has_markers, parse_conflicts
from prefect_migrate.git.driver import DriverTask, drive_merge, resolve_merged
from prefect_migrate.model import Outcome, Source
from prefect_migrate.pipeline import migrate_file
from prefect_migrate.reports.decision_rules import RULE_REASONS
from prefect_migrate.settings import Settings

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Repo = Any
TESTS = Path(__file__).parents[1]
KEYS = {"path", "decisions", "never", "remaining", "git"}
LABEL = re.compile(r"^([<|>]{7}) .*$", re.MULTILINE)


@dataclass(frozen=True)
class Merge:
    """Three versions of one file, and what must come of them (``None``: not told)."""

    name: str
    path: str
    base: str | None
    ours: str
    theirs: str
    expected: str | None
    options: dict[str, Any] = field(default_factory=dict)


def folders() -> Iterator[Merge]:
    for options in sorted(TESTS.glob("merges/*/*")):
        yield read(options)


def read(folder: Path) -> Merge:
    parts = {p.name.split(".")[0]: p for p in folder.iterdir()}
    options = {}
    if told := parts.pop("options", None):
        options = tomllib.loads(told.read_text("utf-8"))
        assert not options.keys() - KEYS, told
    texts = {name: path.read_bytes().decode() for name, path in parts.items()}
    name = options.get("path", parts["ours"].name.replace("ours", "file", 1))
    expected = texts.get("expected", "")
    title = f"{folder.parent.name}/{folder.name}"
    return Merge(title, name, texts.get("base"), texts["ours"], texts["theirs"], expected, options)


def with_markers() -> Iterator[Merge]:
    """The cases of tests/cases that hold a base between their markers."""
    for path in sorted(TESTS.glob("cases/*/*/input*")):
        text = path.read_bytes().decode("utf-8", "replace")
        options = path.parent / "options.toml"
        told = tomllib.loads(options.read_text("utf-8")) if options.exists() else {}
        if "|||||||" not in text or "error" in told or told.get("args"):
            continue
        name = told.get("path", path.name)
        variants = parse_conflicts(Source(name, text), unmerged=True).variants
        if (base := variants["base"]) is not None:
            ours, theirs = variants["ours"], variants["theirs"]
            assert ours is not None and theirs is not None
            title = f"{path.parent.parent.name}/{path.parent.name}"
            yield Merge(title, name, base.text, ours.text, theirs.text, None)


MERGES = [*folders(), *with_markers()]


@pytest.fixture(params=MERGES, ids=lambda merge: merge.name)
def merge(request: pytest.FixtureRequest) -> Merge:
    return request.param  # type: ignore[no-any-return]


def plain(text: str) -> str:
    """The text without the labels of its markers."""
    return LABEL.sub(r"\1", text)


def merged_by_git(merge: Merge, repo: Repo, monkeypatch: pytest.MonkeyPatch, style: str) -> str:
    """git's own file, in the unmerged tree."""
    monkeypatch.chdir(repo.top)
    repo("config", "merge.conflictStyle", style)
    repo.fork(merge.base, merge.ours, merge.theirs, merge.path)
    repo("merge", "-q", "-m", "merged", "side", code=0 if merge.options.get("git") else None)
    return str(repo.read(merge.path))


def unmerged_run(merge: Merge, repo: Repo) -> Outcome:
    outcome = migrate_file(merge.path, Settings())
    assert outcome.refusal is None, outcome.refusal
    repo.write(outcome.text, merge.path)
    return outcome


def driven(merge: Merge, folder: Path) -> str:
    """What the driver makes of the three versions."""
    folder.mkdir()
    paths = {}
    for part in ("base", "ours", "theirs"):
        paths[part] = folder / part
        paths[part].write_bytes((getattr(merge, part) or "").encode())
    done = drive_merge(DriverTask(paths["base"], paths["ours"], paths["theirs"], merge.path))
    text = paths["ours"].read_bytes().decode()
    assert done.code == int(has_markers(text))
    return text


def tooled(merge: Merge, folder: Path, marked: str) -> str:
    """What the mergetool makes of git's file and the three versions, outside of any repository."""
    folder.mkdir()
    paths = [folder / part for part in ("base", "ours", "theirs")]
    for path in paths:
        path.write_bytes((getattr(merge, path.name) or "").encode())
    merged = folder / Path(merge.path).name
    merged.write_bytes(marked.encode())
    resolve_merged(*paths, merged)
    return merged.read_bytes().decode()


@pytest.mark.parametrize("style", ["merge", "diff3"])
def test_driver_mergetool_and_unmerged_tree_agree(
    merge: Merge, style: str, repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked = merged_by_git(merge, repo, monkeypatch, style)
    by_driver = driven(merge, tmp_path / "driver")
    if merge.options.get("git"):
        assert plain(by_driver) == plain(merge.expected or marked)
        return
    by_tool = tooled(merge, tmp_path / "tool", marked)
    outcome = unmerged_run(merge, repo)
    assert plain(by_tool) == plain(outcome.text)
    assert plain(by_driver) == plain(outcome.text)
    again = unmerged_run(merge, repo)
    assert again.text == outcome.text
    assert len(again.remaining) == len(outcome.remaining)
    if merge.expected is not None and (style == "merge" or "<<<<<<<" not in merge.expected):
        check(merge, marked, outcome)


def check(merge: Merge, marked: str, outcome: Outcome) -> None:
    """Hold an outcome to what its folder tells."""
    assert plain(outcome.text) == plain(merge.expected or marked)
    told = [
        f"{d.kind} {d.grade.value} {d.subject}: {d.action} ({d.rule}) {d.reason}"
        for d in outcome.decisions
    ]
    assert {d.rule for d in outcome.decisions} <= {*RULE_REASONS}
    for part in merge.options.get("decisions", ()):
        assert any(part in line for line in told), (part, told)
    for part in merge.options.get("never", ()):
        assert not any(part in line for line in told), (part, told)
    reasons = [left.reason for left in outcome.remaining]
    if "remaining" in merge.options or not merge.expected:
        wanted = merge.options.get("remaining", reasons)
        assert len(reasons) == len(wanted)
        assert all(any(part in r for r in reasons) for part in wanted), reasons
