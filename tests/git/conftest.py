"""Real repositories to work on."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

DAY = 24 * 60 * 60
ISOLATED = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A U Thor",
    "GIT_AUTHOR_EMAIL": "author@example.org",
    "GIT_COMMITTER_NAME": "A U Thor",
    "GIT_COMMITTER_EMAIL": "author@example.org",
    "GIT_EDITOR": "true",
}


class Repo:
    """A repository in a temporary folder, its commits a day apart."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.time = 1_600_000_000
        self("init", "-q", "-b", "main")

    def __call__(self, *arguments: str, code: int | None = 0) -> str:
        """Run git; ``code`` is the exit code expected (None: any failure)."""
        stamp = f"{self.time} +0000"
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.top,
            env={**os.environ, "GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp},
            capture_output=True,
            text=True,
            check=False,
        )
        if code is None:
            assert done.returncode != 0, done.stdout
        else:
            assert done.returncode == code, done.stdout + done.stderr
        return done.stdout.strip()

    def write(self, text: str, name: str = "a.txt") -> Path:
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return path

    def read(self, name: str = "a.txt") -> str:
        return (self.top / name).read_bytes().decode()

    def commit(self, text: str, subject: str, name: str = "a.txt") -> str:
        """Write a file and commit it with whatever else changed; returns the commit's id."""
        self.write(text, name)
        return self.commit_all(subject)

    def commit_all(self, subject: str) -> str:
        self.time += DAY
        self("add", "-A")
        self("commit", "-q", "-m", subject)
        return self("rev-parse", "HEAD")

    def fork(
        self,
        base: str | None,
        ours: str,
        theirs: str,
        name: str = "a.txt",
    ) -> None:
        """Commit a base on main, theirs on ``side``, ours on main; main is checked out."""
        if base is None:
            self.commit("x\n", "Begin", "other.txt")
        else:
            self.commit(base, "Begin", name)
        self("checkout", "-q", "-b", "side")
        self.commit(theirs, "Change on the side", name)
        self("checkout", "-q", "main")
        self.commit(ours, "Change on main", name)


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ISOLATED.items():
        monkeypatch.setenv(name, value)
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    top = tmp_path / "repo"
    top.mkdir()
    return Repo(top)


@pytest.fixture
def new_repo(tmp_path: Path) -> Callable[[str], Repo]:
    def make(name: str) -> Repo:
        top = tmp_path / name
        top.mkdir()
        return Repo(top)

    return make
