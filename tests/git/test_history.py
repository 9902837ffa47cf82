"""The base, found in real repositories."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from prefect_migrate.conflicts import parse_conflicts
from prefect_migrate.conflicts.base import BaseFound
from prefect_migrate.conflicts.history import find_bases
from prefect_migrate.model import Grade, Source

Repo = Any

BASE = "1\n2\n3\n4\n5\n6\n7\n"
OURS = BASE.replace("2", "two").replace("7", "seven")
THEIRS = BASE.replace("2", "zwei")


def base_of(path: Path) -> BaseFound:
    source = Source.decode(path.read_bytes(), str(path))
    parsed = parse_conflicts(source, unmerged=True)
    assert parsed.conflicts
    return find_bases([path], [parsed])[path]


def two_way(ours: str, theirs: str) -> str:
    return f"<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> someone\n"


def found(path: Path) -> tuple[str | None, str | None, Grade]:
    base = base_of(path)
    return base.text, base.ancestor, base.grade


def test_stages_of_a_merge(repo: Repo) -> None:
    repo.fork(BASE, OURS, THEIRS)
    repo("merge", "side", code=1)
    base = base_of(repo.top / "a.txt")
    assert (base.text, base.grade) == (BASE, Grade.PROVEN)
    assert "stage 1" in base.evidence[0]


def test_stages_in_a_folder_with_an_odd_name(repo: Repo) -> None:
    repo.fork(BASE, OURS, THEIRS, "a b/[é]*.txt")
    repo("merge", "side", code=1)
    assert found(repo.top / "a b/[é]*.txt")[0] == BASE


def test_both_added(repo: Repo) -> None:
    repo.fork(None, OURS, THEIRS)
    repo("merge", "side", code=1)
    base = base_of(repo.top / "a.txt")
    assert (base.text, base.grade) == ("", Grade.PROVEN)
    assert "both sides added" in base.evidence[0]


def test_the_criss_cross_base_is_git_s_virtual_one(repo: Repo) -> None:
    repo.fork(BASE, BASE.replace("7", "seven"), BASE.replace("1", "one"))
    main, side = repo("rev-parse", "main"), repo("rev-parse", "side")
    repo("merge", "-q", "-m", "Cross", side)
    repo.commit(repo.read().replace("4", "vier"), "Four on main")
    repo("checkout", "-q", "side")
    repo("merge", "-q", "-m", "Criss", main)
    repo.commit(repo.read().replace("4", "quatre"), "Four on the side")
    repo("merge", "main", code=1)
    assert found(repo.top / "a.txt")[0] == "one\n2\n3\n4\n5\n6\nseven\n"


@pytest.mark.parametrize("command", ["rebase", "cherry-pick"])
def test_stages_of_a_rebase_and_a_pick(repo: Repo, command: str) -> None:
    repo.fork(BASE, OURS, THEIRS)
    if command == "rebase":
        repo("checkout", "-q", "side")
    repo(command, "main" if command == "rebase" else "side", code=1)
    assert found(repo.top / "a.txt")[0] == BASE


def test_labels_of_a_pick_whose_markers_were_committed(repo: Repo) -> None:
    repo.fork(BASE, OURS, THEIRS)
    repo("cherry-pick", "side", code=1)
    repo.commit_all("Pick, with markers")
    base = base_of(repo.top / "a.txt")
    assert (base.text, base.grade) == (BASE, Grade.PROVEN)
    assert "picked commit" in base.evidence[0]


def test_labels_of_a_revert_whose_markers_were_committed(repo: Repo) -> None:
    repo.commit(BASE, "Begin")
    repo.commit(THEIRS, "Two in German")
    repo.commit(THEIRS.replace("zwei", "due"), "Two in Italian")
    repo("revert", "HEAD~", code=1)
    repo.commit_all("Revert, with markers")
    base = base_of(repo.top / "a.txt")
    assert base.text == THEIRS
    assert "reverted" in base.evidence[0]


def test_a_label_that_names_no_commit_is_none(repo: Repo) -> None:
    repo.commit(BASE, "Begin")
    text = two_way("a\n", "b\n").replace("someone", "deadbee (some subject)")
    repo.commit(text, "Markers")
    assert found(repo.top / "a.txt") == (None, None, Grade.NEEDS_REVIEW)


def test_a_merge_whose_markers_were_committed(repo: Repo) -> None:
    repo.fork(BASE, OURS, THEIRS)
    repo("merge", "side", code=1)
    assert "seven" in repo.read()
    repo.commit_all("Merge, with markers")
    repo.commit(repo.read() + "later\n", "Edit later")
    base = base_of(repo.top / "a.txt")
    assert (base.text, base.ancestor, base.grade) == (BASE, None, Grade.PROVEN)
    assert "added the markers" in base.evidence[0]


def test_whole_sides_of_a_merge(repo: Repo) -> None:
    ours, theirs = BASE.replace("2", "two"), BASE.replace("2", "zwei")
    repo.fork(BASE, ours, theirs)
    repo("merge", "side", code=1)
    repo.commit_all("Merge, with markers")
    base = base_of(repo.top / "a.txt")
    assert base.text == BASE
    assert "parents' versions" in base.evidence[0]


@pytest.mark.parametrize("older", ["ours", "theirs"])
@pytest.mark.parametrize("change", ["", "crlf", "cut"])
def test_a_side_that_is_an_ancestor(repo: Repo, older: str, change: str) -> None:
    repo.commit(BASE, "Begin")
    repo.commit(OURS, "Go on")
    repo.commit("all new\n", "Start over")
    sides = (BASE, OURS) if older == "ours" else (OURS, BASE)
    text = two_way(*sides)
    if change == "crlf":
        text = text.replace("\n", "\r\n")
    elif change == "cut":
        text = text.removesuffix("\n")
    path = repo.write(text)
    base = base_of(path)
    assert (base.ancestor, base.grade) == (older, Grade.PROVEN)
    assert base.text is not None and base.text.splitlines() == BASE.splitlines()
    assert "Begin" in base.evidence[0] and "Go on" in base.evidence[0]


def test_sides_that_fork_from_a_third(repo: Repo) -> None:
    repo.fork(BASE, OURS, THEIRS)
    base = base_of(repo.write(two_way(OURS, THEIRS)))
    assert (base.text, base.ancestor, base.grade) == (BASE, None, Grade.PROVEN)


def test_a_file_that_went_back_and_forth_proves_nothing(repo: Repo) -> None:
    for text in (BASE, OURS, BASE, OURS):
        repo.commit(text, "Flip")
    assert found(repo.write(two_way(BASE, OURS)))[1:] == (None, Grade.NEEDS_REVIEW)


def test_a_merge_that_reverted_is_not_undone(repo: Repo) -> None:
    """The side holds the oldest version, but took it on purpose: the base is the middle one."""
    repo.commit(BASE, "Begin")
    repo.commit(THEIRS, "Middle")
    repo("checkout", "-q", "-b", "side")
    repo.commit(BASE, "Back again")
    repo("checkout", "-q", "main")
    repo.commit(THEIRS.replace("zwei", "due"), "Go on")
    repo("merge", "side", code=1)
    repo.commit_all("Merge, with markers")
    base = base_of(repo.top / "a.txt")
    assert (base.text, base.ancestor) == (THEIRS, None)


def test_zdiff3_is_distrusted_and_history_asked(repo: Repo) -> None:
    repo("config", "merge.conflictStyle", "zdiff3")
    base = "1\nb\n2\n"
    repo.fork(base, "1\nsame\nx\n2\n", "1\nsame\ny\n2\n")
    repo("merge", "side", code=1)
    assert repo.read().startswith("1\nsame\n<<<<<<<")
    repo.commit_all("Merge, with markers")
    found_base = base_of(repo.top / "a.txt")
    assert (found_base.text, found_base.grade) == (base, Grade.PROVEN)


def test_outside_of_a_repository(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(two_way("a\n", "b\n"))
    assert found(path) == (None, None, Grade.NEEDS_REVIEW)


def test_without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text(two_way("a\n", "b\n"))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert found(path)[2] is Grade.NEEDS_REVIEW


def test_many_files_in_one_pass(repo: Repo) -> None:
    names = [f"folder/{number}.txt" for number in range(20)]
    for text, subject in ((BASE, "Begin"), (OURS, "Go on")):
        for number, name in enumerate(names):
            repo.write(f"{number}\n{text}", name)
        repo.commit_all(subject)
    paths = [
        repo.write(two_way(f"{n}\n{OURS}", f"{n}\n{BASE}"), name) for n, name in enumerate(names)
    ]
    parsed = [
        parse_conflicts(Source.decode(path.read_bytes(), str(path)), unmerged=True)
        for path in paths
    ]
    assert {base.ancestor for base in find_bases(paths, parsed).values()} == {"theirs"}
