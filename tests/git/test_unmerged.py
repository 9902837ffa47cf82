"""``prefect-migrate`` in the middle of a merge, a rebase, and what else leaves conflicts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from prefect_migrate.cli import run
from prefect_migrate.conflicts.repository import repository_of
from prefect_migrate.git.roles import of_labels, of_repository, side_roles
from prefect_migrate.git.unmerged import unmerged_files

Repo = Any

BASE = "1\n2\n3\n4\n5\n6\n7\n"
OURS = BASE.replace("2", "two")
THEIRS = BASE.replace("2", "zwei")


@pytest.fixture
def inside(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    monkeypatch.chdir(repo.top)
    return repo


def operation(repo: Repo) -> str:
    repository = repository_of(repo.top)
    assert repository is not None
    return of_repository(repository)


def test_roles_of_a_merge(inside: Repo) -> None:
    inside.fork(BASE, OURS, THEIRS)
    assert operation(inside) == "unknown"
    inside("merge", "side", code=1)
    assert operation(inside) == "merge"
    assert side_roles("merge", "HEAD", "side").ours == "yours (HEAD)"


def test_roles_of_a_rebase_are_swapped(inside: Repo) -> None:
    inside.fork(BASE, OURS, THEIRS)
    inside("checkout", "-q", "side")
    inside("rebase", "main", code=1)
    assert operation(inside) == "rebase"
    assert side_roles("rebase").theirs == "yours"
    inside("rebase", "--abort")
    inside("rebase", "--apply", "main", code=1)
    assert operation(inside) == "rebase"


def test_roles_of_a_pick_and_a_revert(inside: Repo) -> None:
    inside.fork(BASE, OURS, THEIRS)
    inside("cherry-pick", "side", code=1)
    assert operation(inside) == "cherry-pick"
    inside("cherry-pick", "--abort")
    inside.commit(OURS.replace("two", "due"), "Italian")
    inside("revert", "HEAD~", code=1)
    assert operation(inside) == "revert"


def test_roles_of_patches(inside: Repo) -> None:
    inside.fork(BASE, OURS, THEIRS)
    patch = inside("format-patch", "-1", "--stdout", "side")
    inside.write(patch + "\n", "../the.patch")
    inside("am", "-3", "../the.patch", code=128)
    assert operation(inside) == "am"


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (("HEAD", "side"), "unknown"),
        (("HEAD", "prefect clone"), "am"),
        (("HEAD", "1234567 (Subject)"), "cherry-pick"),
        (("HEAD", "1234567... Subject"), "cherry-pick"),
        (("HEAD", "parent of 1234567 (Subject)"), "revert"),
        (("Updated upstream", "Stashed changes"), "stash"),
        (("ours", "theirs"), "unknown"),
    ],
)
def test_roles_of_labels(labels: tuple[str, str], expected: str) -> None:
    assert of_labels(*labels) == expected


def test_a_stash_that_conflicts(inside: Repo) -> None:
    inside.commit(BASE, "Begin")
    inside.write(THEIRS)
    inside("stash")
    inside.commit(OURS, "Go on")
    inside("stash", "pop", code=1)
    assert run([]) == 1
    (entry,) = unmerged_files(inside.top)
    assert (entry.kind, entry.resolvable) == ("both modified", True)


def test_kinds_of_unmerged_paths(inside: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("ours-gone.txt", "theirs-gone.txt", "both.txt"):
        inside.write(f"{name}\n" * 9 if "gone" in name else BASE, name)
    (inside.top / "link").symlink_to("both.txt")
    inside.commit_all("Begin")
    inside("checkout", "-q", "-b", "side")
    inside.write("ours-gone.txt\n" * 10, "ours-gone.txt")
    (inside.top / "theirs-gone.txt").unlink()
    inside.write(THEIRS, "both.txt")
    inside.write(THEIRS, "added.txt")
    (inside.top / "link").unlink()
    (inside.top / "link").symlink_to("added.txt")
    inside.commit_all("Change on the side")
    inside("checkout", "-q", "main")
    (inside.top / "ours-gone.txt").unlink()
    inside.write("theirs-gone.txt\n" * 10, "theirs-gone.txt")
    inside.write(OURS, "both.txt")
    inside.write(OURS, "added.txt")
    (inside.top / "link").unlink()
    (inside.top / "link").symlink_to("nowhere")
    inside.commit_all("Change on main")
    inside("merge", "side", code=1)
    kinds = {e.path.name: (e.kind, e.resolvable) for e in unmerged_files(inside.top)}
    assert kinds == {
        "added.txt": ("both added", True),
        "both.txt": ("both modified", True),
        "link": ("both modified", False),
        "ours-gone.txt": ("deleted by us", False),
        "theirs-gone.txt": ("deleted by them", False),
    }
    before = inside("ls-files", "-s")
    assert run([]) == 1
    told = capsys.readouterr()
    assert "ours-gone.txt: skipped: deleted by us" in told.err
    assert "link: skipped: " in told.err
    assert inside("ls-files", "-s") == before


def test_a_submodule_is_skipped(inside: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    """Two commits of a repository that isn't there can't be merged by text."""

    def point(commit: str, text: str, subject: str) -> None:
        inside("update-index", "--add", "--cacheinfo", f"160000,{commit * 40},flows")
        inside.write(text)
        inside("add", "a.txt")
        inside("commit", "-q", "-m", subject)

    point("a", BASE, "Begin")
    inside("checkout", "-q", "-b", "side")
    point("b", THEIRS, "Change on the side")
    inside("checkout", "-q", "main")
    point("c", OURS, "Change on main")
    inside("merge", "side", code=1)
    kinds = {e.path.name: (e.kind, e.resolvable) for e in unmerged_files(inside.top)}
    assert kinds == {"a.txt": ("both modified", True), "flows": ("both modified", False)}
    before = inside("ls-files", "-s")
    assert run([]) == 1
    assert "flows: skipped: both modified; it is a submodule" in capsys.readouterr().err
    assert inside("ls-files", "-s") == before


def test_without_a_merge_there_is_nothing_to_do(
    inside: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([]) == 2
    assert "name a file" in capsys.readouterr().err


def test_from_a_folder_below(inside: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    inside.fork(BASE, OURS, THEIRS, "folder/a.txt")
    inside("merge", "side", code=1)
    (inside.top / "other").mkdir()
    monkeypatch.chdir(inside.top / "other")
    assert run([]) == 1


def test_decisions_settle_what_is_left(inside: Repo, tmp_path: Path) -> None:
    from prefect_migrate.conflicts import parse_conflicts
    from prefect_migrate.model import Source

    inside.fork(BASE, OURS, THEIRS)
    inside("merge", "side", code=1)
    (conflict,) = parse_conflicts(Source("a.txt", inside.read())).conflicts
    choices = tmp_path / "choices.toml"
    choices.write_text(f'"{conflict.id}" = "both"\n')
    assert run(["--decisions", str(choices)]) == 0
    assert inside.read() == BASE.replace("2\n", "two\nzwei\n")


def test_explain(inside: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    from prefect_migrate.conflicts import parse_conflicts
    from prefect_migrate.model import Source

    inside.fork(BASE, OURS, THEIRS)
    inside("checkout", "-q", "side")
    inside("rebase", "main", code=1)
    (conflict,) = parse_conflicts(Source("a.txt", inside.read())).conflicts
    assert run(["explain", conflict.id[:8]]) == 0
    told = capsys.readouterr().out
    assert f"{conflict.id}: conflict 1 of 1" in told
    assert "made by: rebase" in told
    assert "theirs, yours (" in told
    assert "  | zwei" in told
    assert "base: stage 1" in told
    assert "sides: merging the two sides again gives this very file" in told
    assert run(["explain", "000000"]) == 2
