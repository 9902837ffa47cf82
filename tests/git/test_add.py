"""``--add`` stages what is fully resolved, and nothing else."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., "subprocess.CompletedProcess[bytes]"]

OLD = "from prefect.environments.storage import Docker\nx = 1\n"
NEW = "from prefect.storage import Docker\nx = 1\n"


@pytest.fixture
def merging(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """A merge with conflicts in ``flow.py`` (which can be resolved) and ``other.py`` (not)."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ann")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ann@example.com")

    def git(*arguments: str, check: bool = True) -> str:
        ran = subprocess.run(
            ["git", *arguments], cwd=tmp_path, capture_output=True, text=True, check=check
        )
        return ran.stdout

    def commit(flow: str, other: str) -> None:
        (tmp_path / "flow.py").write_text(flow)
        (tmp_path / "other.py").write_text(other)
        git("add", ".")
        git("commit", "-qm", "x")

    git("init", "-q", "-b", "main")
    commit("x = 1\n", "# prefect\ny = 0\n")
    git("branch", "old")
    commit(NEW, "# prefect\ny = 1\n")
    git("checkout", "-q", "old")
    commit(OLD, "# prefect\ny = 2\n")
    git("checkout", "-q", "main")
    git("merge", "-q", "old", check=False)
    return git


def test_what_is_resolved_is_staged(merging: Callable[..., str], command: Command) -> None:
    ran = command("--add")
    assert ran.returncode == 1, ran.stderr  # other.py is left
    unmerged = merging("diff", "--name-only", "--diff-filter=U").split()
    assert unmerged == ["other.py"]
    assert merging("show", ":flow.py") == NEW


def test_without_it_nothing_is_staged(merging: Callable[..., str], command: Command) -> None:
    command()
    assert "flow.py" in merging("diff", "--name-only", "--diff-filter=U").split()


def test_a_file_that_a_filter_wants_is_left_to_git(
    merging: Callable[..., str], command: Command, tmp_path: Path
) -> None:
    (tmp_path / ".gitattributes").write_text("*.py filter=large\n")
    ran = command("--add", "flow.py")
    assert b"flow.py: not staged: a filter of .gitattributes" in ran.stderr
    assert "flow.py" in merging("diff", "--name-only", "--diff-filter=U").split()


def test_it_is_for_runs_that_write(command: Command, tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("x = 1\n")
    assert command("--add", "--check", "x.py").returncode == 2
