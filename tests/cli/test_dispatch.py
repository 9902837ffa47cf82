"""Words before paths; what starts without the heavy libraries."""

from __future__ import annotations

import fcntl
import re
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from prefect_migrate import __version__, cli
from prefect_migrate.__main__ import main
from prefect_migrate.commands import COMMANDS
from prefect_migrate.exit_codes import ExitCode

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
    assert not imported("--help") & (HEAVY | {"typer", "argparse"})
    assert not imported("fleet", "--help") & (HEAVY | {"typer"})


def test_help_names_everything(command: Command) -> None:
    said = command("--help").stdout.decode()
    for word in [*COMMANDS, "--diff", "--check", "--stdin-filename", "--one-sided", "--todo"]:
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
    assert not imported(str(path)) & (HEAVY | {"typer"})
    assert not imported(str(path), "--jobs", "1") & HEAVY


def test_an_error_inside_is_not_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """1 says that there is something to do; Python itself would say it of an exception, too."""

    def broken(argv: list[str]) -> int:
        raise RecursionError("too deep")

    monkeypatch.setattr(cli, "run", broken)
    monkeypatch.setattr(sys, "argv", ["prefect-migrate", "x.py"])
    before = signal.getsignal(signal.SIGINT)
    try:
        assert main() == ExitCode.FAILED
    finally:
        signal.signal(signal.SIGINT, before)
    assert "too deep" in capsys.readouterr().err


def test_exit_codes_stand_in_one_place() -> None:
    """No command makes one of its own."""
    numbers = re.compile(r"\bExit\(\d|sys\.exit\(\d|SystemExit\(\d|return (?:2|130|129)\b")
    for path in Path(cli.__file__).parent.rglob("*.py"):
        assert not numbers.findall(path.read_text("utf-8")), path


def test_a_reader_that_leaves_is_no_error(environment: dict[str, str]) -> None:
    ran = subprocess.run(
        f"{sys.executable} -m prefect_migrate --help | true",
        shell=True,
        capture_output=True,
        env=environment,
        check=False,
    )
    assert b"Traceback" not in ran.stderr


def test_an_interrupt_is_one(interruptible: Callable[..., subprocess.Popen[str]]) -> None:
    """Ctrl-C while it waits for standard input: the exit code says so, and no traceback."""
    process = interruptible("-", stdin=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write("x")
    process.stdin.flush()
    # Until it has begun to read, or ended because of a defect.
    while process.poll() is None and any(fcntl.ioctl(process.stdin, termios.FIONREAD, b"\0" * 4)):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 130, said
    assert "Traceback" not in said
