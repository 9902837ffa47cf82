"""A whole tree of committed markers, made by real git from two histories."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.git.old_and_new_tree import OWN, forked, tree

from prefect_migrate.cli import run

Repo = Any


def write_files(repo: Repo, files: dict[str, str]) -> None:
    for path, text in files.items():
        repo.write(text, path)


def read_files(top: Path, files: dict[str, str]) -> dict[str, str]:
    return {path: (top / path).read_bytes().decode() for path in files}


@pytest.fixture(params=["newer is ours", "newer is theirs"])
def merged(request: pytest.FixtureRequest, repo: Repo) -> Repo:
    """The repository after the merge, its markers committed."""
    write_files(repo, tree(1))
    repo.commit_all("Begin")
    repo("branch", "fork")
    for version in (2, 3):
        write_files(repo, tree(version))
        repo.commit_all(f"Version {version}")
    repo("checkout", "-q", "fork")
    write_files(repo, forked(2))
    repo.commit_all("Take over what is new")
    sides = ("main", "fork") if request.param == "newer is ours" else ("fork", "main")
    repo("checkout", "-q", sides[0])
    repo("merge", "-q", sides[1], code=1)
    repo.commit_all("Merge, with all markers")
    return repo


def test_with_its_history_every_file_is_right(
    merged: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(merged.top)
    marked = [path for path in tree(3) if "<<<<<<< " in merged.read(path)]
    assert len(marked) > 30
    run(["--conflicted", "."])
    newest = tree(3)
    result = read_files(merged.top, newest)
    own = result.pop(OWN)
    del newest[OWN]
    assert {path: text for path, text in result.items() if text != newest[path]} == {}
    assert "Ask the data team for a token first." in own


def test_as_plain_files_the_newer_side_is_taken(
    merged: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = tmp_path / "plain"
    shutil.copytree(merged.top, plain, ignore=shutil.ignore_patterns(".git"))
    monkeypatch.chdir(plain)
    run(["--conflicted", "--prefer", "newer", "."])
    newest = tree(3)
    result = read_files(plain, newest)
    own = result.pop(OWN)
    del newest[OWN]
    assert {path: text for path, text in result.items() if text != newest[path]} == {}
    assert "<<<<<<<" not in own


def test_a_version_that_was_taken_back_is_no_older_one(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repo.top)
    for number in (1, 2):
        repo.commit(f"rows {number}\n", f"Version {number}", "sizes.dat")
    repo("checkout", "-q", "-b", "back")
    repo.commit("rows 1\n", "Back to version 1", "sizes.dat")
    repo("checkout", "-q", "main")
    repo.commit("rows 3\n", "Version 3", "sizes.dat")
    repo("merge", "-q", "back", code=1)
    repo.commit_all("Merge, with its marker")
    marked = repo.read("sizes.dat")
    assert run(["--conflicted", "."]) == 1
    assert repo.read("sizes.dat") == marked
