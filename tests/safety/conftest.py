"""Repositories that try to run something: a marker file says that one did."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OLD = "from prefect.environments.storage import Docker\n"


class Hostile:
    """A repository with an old flow, and a program that leaves a mark when it is run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.top = folder / "repos" / "etl"
        self.mark = folder / "mark"
        self.program = folder / "program.sh"
        self.program.write_text(f"#!/bin/sh\ntouch {self.mark}\nexit 1\n")
        self.program.chmod(0o755)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            "HOME": str(folder),
            "GIT_CONFIG_GLOBAL": str(folder / "gitconfig"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "migrate"), str(ROOT / "codemods")]),
            "PREFECT_MIGRATE_STATE_DIR": str(folder / "state"),
            "PREFECT_MIGRATE_CACHE_DIR": str(folder / "cache"),
        }
        (folder / "gitconfig").write_text(
            "[user]\nname = a\nemail = a@example.org\n[init]\ndefaultBranch = main\n"
        )
        self.top.mkdir(parents=True)
        self.git("init", "-q")
        self.write("flow.py", OLD)
        self.write(".gitattributes", "*.py filter=x diff=x merge=x\n")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "one")
        self.git("tag", "first")
        self.write("flow.py", OLD + "x = 1\n")
        self.git("commit", "-q", "-a", "-m", "two")

    def write(self, name: str, text: str) -> Path:
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def git(self, *arguments: str, check: bool = True) -> str:
        return subprocess.run(
            ["git", "-C", str(self.top), *arguments],
            env=self.environment,
            check=check,
            capture_output=True,
            text=True,
        ).stdout

    def conflict(self) -> None:
        """Leave the repository in the middle of a merge with one unmerged flow."""
        self.git("checkout", "-q", "-b", "side", "first")
        self.write("flow.py", "from prefect.storage import Docker\ny = 2\n")
        self.git("commit", "-q", "-a", "-m", "side")
        self.git("checkout", "-q", "main")
        self.git("merge", "-q", "side", check=False)
        assert "<<<<<<<" in (self.top / "flow.py").read_text()

    def run(self, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run the command line as a user would, isolated from the folder it is started in."""
        code = "import sys; from prefect_migrate.__main__ import main; sys.exit(main())"
        path = ":".join([self.environment["PYTHONPATH"], *sys.path])
        return subprocess.run(
            [sys.executable, "-c", "import sys; sys.path.pop(0); " + code, *arguments],
            cwd=cwd or self.top,
            env={**self.environment, "PYTHONPATH": path},
            check=False,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=600,
        )

    def executed(self) -> bool:
        """Whether the program was run since the last time that this was asked."""
        was = self.mark.exists()
        self.mark.unlink(missing_ok=True)
        return was

    def touch(self, paths: Sequence[str] = ("flow.py",)) -> None:
        """Make git look at the contents of files anew, and so through their filters."""
        for path in paths:
            os.utime(self.top / path, (1, 1))


@pytest.fixture
def hostile(tmp_path: Path) -> Hostile:
    return Hostile(tmp_path)
