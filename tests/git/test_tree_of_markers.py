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


def merge_with_marker(repo: Repo, branch: str, how: str) -> None:
    """Merge into what is checked out, and commit the marker; a squash leaves no second parent."""
    repo("merge", "-q", *(["--squash"] if how == "squash" else []), branch, code=1)
    repo.commit_all("Merge, with its marker")


@pytest.mark.parametrize("how", ["merge", "squash"])
def test_a_version_that_was_taken_back_is_no_older_one(
    how: str, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repo.top)
    for number in (1, 2):
        repo.commit(f"rows {number}\n", f"Version {number}", "sizes.dat")
    repo("checkout", "-q", "-b", "back")
    repo.commit("rows 1\n", "Back to version 1", "sizes.dat")
    repo("checkout", "-q", "main")
    repo.commit("rows 3\n", "Version 3", "sizes.dat")
    merge_with_marker(repo, "back", how)
    marked = repo.read("sizes.dat")
    assert run(["--conflicted", "."]) == 1
    assert repo.read("sizes.dat") == marked


SIZES = "rows 1\ncolumns 1\ncells 1\nend\n"
PICKED = SIZES.replace("rows 1", "rows 2")


@pytest.mark.parametrize(
    "versions",
    [
        [PICKED, SIZES, SIZES.replace("rows 1", "rows 3")],
        [PICKED, PICKED.replace("columns 1", "columns 3"), SIZES.replace("columns 1", "columns 3")],
        [PICKED, SIZES.replace("columns 1", "columns 3")],
    ],
    ids=["reverted, then changed", "reverted after a change", "both in one commit"],
)
@pytest.mark.parametrize("side", ["main", "side"])
@pytest.mark.parametrize("how", ["merge", "squash"])
def test_what_a_branch_picked_and_took_back_is_not_lost(
    how: str, side: str, versions: list[str], repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repo.top)
    repo.commit(SIZES, "Begin", "sizes.dat")
    repo("branch", "side")
    for number, text in enumerate(versions):
        repo.commit(text, f"Step {number}", "sizes.dat")
    repo("checkout", "-q", "side")
    repo.commit(PICKED, "The change itself", "sizes.dat")
    repo("checkout", "-q", side)
    merge_with_marker(repo, "side" if side == "main" else "main", how)
    marked = repo.read("sizes.dat")
    assert run(["--conflicted", "."]) == 1
    assert repo.read("sizes.dat") == marked
