"""What the README shows is what happens."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


INSTALL, TEST = blocks("sh")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The files that git tracks or would track, and nothing that was built."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-zco", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs a git work tree")
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def shell(environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """An environment in which ``prefect-migrate`` is a command of this very source."""
    script = tmp_path / "bin" / "prefect-migrate"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m prefect_migrate "$@"\n')
    script.chmod(0o755)
    return {**environment, "PATH": f"{script.parent}{os.pathsep}{environment['PATH']}"}


def check(block: str, folder: Path, env: dict[str, str]) -> None:
    """Run the commands of a console block one after the other; ``...`` stands for any lines."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        line, _, shown = part.partition("\n")
        ran = subprocess.run(
            ["bash", "-c", line],
            cwd=folder,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        pattern = "(?:.*\n)*".join(map(re.escape, shown.split("...\n")))
        assert re.fullmatch(pattern, ran.stdout), (line, ran.stdout)


@pytest.fixture
def git_env(shell: dict[str, str]) -> dict[str, str]:
    return {
        **shell,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_NAME": "Ann" for who in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{who}_EMAIL": "ann@example.com" for who in ("AUTHOR", "COMMITTER")},
    }


def console(word: str) -> str:
    (block,) = (b for b in blocks("console") if word in b)
    return block


def git(folder: Path, env: dict[str, str], *commands: str) -> None:
    for command in commands:
        subprocess.run(["git", *command.split()], cwd=folder, env=env, check=True)


def test_use(shell: dict[str, str], tmp_path: Path) -> None:
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    for block in blocks("console"):
        if "git " not in block:
            check(block, tmp_path, shell)


def test_in_git(git_env: dict[str, str], tmp_path: Path) -> None:
    ours, theirs = sides((ROOT / "samples" / "recipes" / "dask_cluster.md").read_text())
    base = re.sub(r" +env:\n.*\n.*\n", "", theirs)
    git(tmp_path, git_env, "init -q -b main .")
    for text, branch in ((base, "checkout -q -b new"), (theirs, "branch docs-of-2020"), (ours, "")):
        (tmp_path / "page.md").write_text(text)
        git(tmp_path, git_env, "add page.md", "commit -qm page")
        if branch:
            git(tmp_path, git_env, branch)
        if text == theirs:
            git(tmp_path, git_env, "reset -q --hard HEAD~")
    check(console("git merge"), tmp_path, git_env)
    git(tmp_path, git_env, "diff --quiet HEAD")


def test_many_repositories(git_env: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "repos" / "etl"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "samples" / "flows" / "nightly.py", folder)
    git(folder, git_env, "init -q -b main .", "add .", "commit -qm flow")
    check(console("fleet"), tmp_path, git_env)


def sides(text: str) -> tuple[str, str]:
    """Both sides of a conflicted file."""
    conflict = re.compile(r"^<<<<<<< .*\n([^\0]*?)^=======\n([^\0]*?)^>>>>>>> .*\n", re.MULTILINE)
    return conflict.sub(r"\1", text), conflict.sub(r"\2", text)


def test_commands_in_the_text_are_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from prefect_migrate import cli

    monkeypatch.chdir(tmp_path)
    found = re.findall(r"`prefect-migrate ([^`]+)`", README.replace("\\|", "|"))
    assert len(found) > 8
    for arguments in found:
        word, *others = arguments.split()
        if word in cli.COMMANDS:
            continue
        path = [] if "-" in arguments.split() else ["PATH"]
        cli.parse([word, *others, *path])


def test_library_block() -> None:
    (code,) = (b for b in blocks("python") if "migrate_text" in b)
    exec(compile(code, "README.md", "exec"), {})


def test_before_and_after() -> None:
    from prefect_migrate import migrate_text

    before, after = re.findall(r"^````markdown\n(.*?)^````", README, re.MULTILINE | re.DOTALL)
    found = migrate_text(before, "page.md")
    assert found.text == after
    assert not found.left


def test_configuration_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from prefect_migrate.cli import parse

    (text,) = blocks("toml")
    (tmp_path / "pyproject.toml").write_text(text)
    monkeypatch.chdir(tmp_path)
    assert parse(["flow.py"]).settings.codemods.agent == "kubernetes"


def test_its_tables_are_made_of_the_tables_of_the_code() -> None:
    from prefect_migrate.command_help import option_table
    from prefect_migrate.exit_codes import exit_code_table

    assert option_table() in README
    assert exit_code_table() in README


def test_continuous_integration_runs_the_same_tests() -> None:
    assert TEST in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines(keepends=True)


@pytest.mark.slow
def test_install_command_in_a_fresh_environment(clone: Path, environment: dict[str, str]) -> None:
    """The README's first command, then the installed wheel from elsewhere."""
    env = {k: v for k, v in environment.items() if k not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    subprocess.run(
        ["bash", "-c", INSTALL.replace("python3", sys.executable, 1)],
        cwd=clone,
        env=env,
        check=False,
        stdout=subprocess.PIPE,
        timeout=900,
    )
    script = clone / ".venv" / "bin" / "prefect-migrate"
    (clone / "elsewhere").mkdir()
    (clone / "elsewhere" / "flow.py").write_text("from prefect.environments.storage import S3\n")

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(script), *args],
            cwd=clone / "elsewhere",
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )

    assert run("--version").returncode == 0
    assert "PM101" in run("rules").stdout
    assert run("flow.py").returncode == 0
    assert (clone / "elsewhere" / "flow.py").read_text() == "from prefect.storage import S3\n"
    packages = next((clone / ".venv" / "lib").glob("python*/site-packages"))
    for name in ("prefect_migrate", "prefect_codemods"):
        assert (packages / name / "py.typed").exists()


def test_the_picture_is_of_a_real_run(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """``samples/picture.py`` makes it; it names what a run finds today."""
    import importlib.util

    spec = importlib.util.spec_from_file_location("picture", ROOT / "samples" / "picture.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    drawn = (ROOT / "samples" / "run.svg").read_text(encoding="utf-8")
    made = module.as_svg(module.printed())
    assert set(re.findall(r"PM\d{3}|\d+:\d+", made)) == set(re.findall(r"PM\d{3}|\d+:\d+", drawn))


def test_links_lead_somewhere() -> None:
    titles = re.findall(r"^##+ (.+)$", README, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
    for link in re.findall(r"\]\(([^)]+)\)", README):
        if link.startswith("#"):
            assert link[1:] in anchors, link
        elif "://" not in link:
            assert (ROOT / link).exists(), link
