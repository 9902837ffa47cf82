"""The hooks by the real pre-commit, and the steps of the action by a real shell."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from prefect_migrate.cli import parse

ROOT = Path(__file__).resolve().parents[2]
yaml = YAML(typ="safe")
HOOKS = yaml.load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
ACTION = yaml.load((ROOT / ".github/actions/migrate/action.yml").read_text(encoding="utf-8"))

OLD = "from prefect.environments.storage import Docker\n"
NEW = "from prefect.storage import Docker\n"


@pytest.fixture
def shell(environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """An environment in which ``prefect-migrate`` is a command of this very source."""
    script = tmp_path / "bin" / "prefect-migrate"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m prefect_migrate "$@"\n')
    script.chmod(0o755)
    who = {
        f"GIT_{role}_{field}": value
        for role in ("AUTHOR", "COMMITTER")
        for field, value in (("NAME", "Ann"), ("EMAIL", "ann@example.com"))
    }
    return {
        **environment,
        **who,
        "PATH": f"{script.parent}{os.pathsep}{environment['PATH']}",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "PRE_COMMIT_HOME": str(tmp_path / "pre-commit"),
        "PRE_COMMIT_COLOR": "never",
    }


@pytest.fixture
def repository(shell: dict[str, str], tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    (folder / "flow.py").write_text(OLD)
    (folder / "other.py").write_text("import os\n")
    subprocess.run(["git", "init", "-q"], cwd=folder, env=shell, check=True)
    return folder


def run_hook(folder: Path, env: dict[str, str], id: str) -> subprocess.CompletedProcess[str]:
    """Run one of our hooks with pre-commit; only where it is installed from differs."""
    pytest.importorskip("pre_commit", reason="needs pre-commit")
    hook = next(dict(hook) for hook in HOOKS if hook["id"] == id)
    hook["language"] = "system"
    with (folder / ".pre-commit-config.yaml").open("w", encoding="utf-8") as file:
        yaml.dump({"repos": [{"repo": "local", "hooks": [hook]}]}, file)
    subprocess.run(["git", "add", "."], cwd=folder, env=env, check=True)
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--all-files", id],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_hook(hook: dict[str, str]) -> None:
    program, *options = shlex.split(hook["entry"])
    assert program == "prefect-migrate"
    assert parse([*options, "flow.py"]).writes == (hook["id"] == "prefect-migrate")


def test_the_checking_hook_says_what_it_found(repository: Path, shell: dict[str, str]) -> None:
    ran = run_hook(repository, shell, "prefect-migrate-check")
    assert ran.returncode == 1
    assert "flow.py:1:42: PM110 [*]" in ran.stdout
    assert "Would fix 1 finding in 1 file." in ran.stdout
    assert (repository / "flow.py").read_text() == OLD


def test_the_fixing_hook_says_what_it_changed(repository: Path, shell: dict[str, str]) -> None:
    ran = run_hook(repository, shell, "prefect-migrate")
    assert ran.returncode == 1  # files were modified by this hook
    assert "flow.py:1:42: PM110 [*]" in ran.stdout
    assert "Fixed 1 finding in 1 file." in ran.stdout
    assert (repository / "flow.py").read_text() == NEW
    again = run_hook(repository, shell, "prefect-migrate")
    assert again.returncode == 0, again.stdout


def test_the_action_reports_and_fails(
    repository: Path, shell: dict[str, str], tmp_path: Path
) -> None:
    steps = {step.get("id", step["name"]): step for step in ACTION["runs"]["steps"]}
    assert all("${{" not in step["run"] for step in steps.values())  # nothing is pasted into code
    outputs, summary = tmp_path / "outputs", tmp_path / "summary"
    env = {
        **shell,
        "PATHS": ". --no-cache",
        "SINCE": "",
        "SARIF": "out.sarif",
        "GITHUB_OUTPUT": str(outputs),
        "GITHUB_STEP_SUMMARY": str(summary),
    }
    ran = subprocess.run(
        ["bash", "-e", "-c", steps["check"]["run"]],
        cwd=repository,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "::notice file=flow.py,line=1" in ran.stdout
    assert outputs.read_text() == "exit-code=1\n"
    assert '"fixes"' in (repository / "out.sarif").read_text()
    assert summary.read_text().startswith("### prefect-migrate\n")
