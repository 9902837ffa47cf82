"""Words before paths; what starts without the heavy libraries."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from prefect_migrate import __version__, cli

Command = Callable[..., "subprocess.CompletedProcess[bytes]"]
Imported = Callable[..., "set[str]"]
HEAVY = {"libcst", "ruamel", "ruamel.yaml", "markdown_it", "rich", "unidiff"}


@pytest.mark.parametrize("flag", ["--version", "-V"])
def test_version(command: Command, flag: str) -> None:
    assert command(flag).stdout == f"prefect-migrate {__version__}\n".encode()
    assert command("a.py", flag).stdout == f"prefect-migrate {__version__}\n".encode()


def test_version_imports_next_to_nothing(imported: Imported) -> None:
    seen = imported("--version")
    assert not seen & (HEAVY | {"typer", "dataclasses", "prefect_migrate.cli"})


def test_help_imports_nothing_heavy(imported: Imported) -> None:
    assert not imported("--help") & HEAVY


def test_help_names_everything(command: Command) -> None:
    said = command("--help").stdout.decode()
    for word in [*cli.COMMANDS, "--diff", "--check", "--stdin-filename", "--one-sided", "--todo"]:
        assert word in said


def test_no_argument_is_wrong_usage(command: Command) -> None:
    ran = command()
    assert ran.returncode == 2
    assert b"Usage: prefect-migrate" in ran.stderr
    assert not ran.stdout


def test_a_word_comes_before_a_path(command: Command) -> None:
    assert b"Usage: prefect-migrate rule " in command("rule", "--help").stdout


def test_nothing_to_do_imports_nothing_heavy(imported: Imported, tmp_path: Path) -> None:
    path = tmp_path / "plain.py"
    path.write_text("import os\n\nprint(os.getcwd())\n")
    assert not imported(str(path)) & HEAVY


def test_a_reader_that_leaves_is_no_error(environment: dict[str, str]) -> None:
    ran = subprocess.run(
        f"{sys.executable} -m prefect_migrate --help | true",
        shell=True,
        capture_output=True,
        env=environment,
        check=False,
    )
    assert b"Traceback" not in ran.stderr
