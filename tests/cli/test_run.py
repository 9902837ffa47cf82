"""Whole runs over files: what is written, what is said, and the exit code."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., "subprocess.CompletedProcess[bytes]"]

OLD = """\
from prefect import Flow
from prefect.engine.executors import LocalDaskExecutor

with Flow("etl") as flow:
    pass

flow.run(executor=LocalDaskExecutor())
"""
NEW = OLD.replace("prefect.engine.executors", "prefect.executors")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "flow.py"
    path.write_text(OLD)
    return path


def test_writes_in_place_and_says_so(command: Command, old: Path) -> None:
    ran = command("flow.py")
    assert old.read_text() == NEW
    assert ran.returncode == 0
    assert b"flow.py:2:" in ran.stdout
    assert b"Fixed 1 finding in 1 file." in ran.stdout
    assert not ran.stderr
    again = command("flow.py")
    assert (again.returncode, old.read_text()) == (0, NEW)


def test_check_writes_nothing(command: Command, old: Path) -> None:
    ran = command("--check", "flow.py")
    assert ran.returncode == 1
    assert b"Would fix 1 finding in 1 file." in ran.stdout
    assert old.read_text() == OLD
    old.write_text(NEW)
    assert command("--check", "flow.py").returncode == 0


def test_diff_goes_to_git_apply(command: Command, old: Path) -> None:
    ran = command("--diff", str(old))
    assert ran.returncode == 1
    assert ran.stdout.startswith(b"--- a/flow.py\n+++ b/flow.py\n")
    assert b"Would fix 1 finding in 1 file." in ran.stderr
    assert old.read_text() == OLD
    subprocess.run(["git", "apply"], input=ran.stdout, cwd=old.parent, check=True)
    assert old.read_text() == NEW
    assert command("--diff", "flow.py").stdout == b""


def test_standard_input(command: Command) -> None:
    ran = command("-", input=OLD.replace("\n", "\r\n").encode())
    assert ran.stdout == NEW.replace("\n", "\r\n").encode()
    assert ran.returncode == 0
    assert b"stdin.py:2:" in ran.stderr
    ran = command("-", "--stdin-filename", "notes.txt", "-q", input=b"plain\n")
    assert (ran.stdout, ran.stderr, ran.returncode) == (b"plain\n", b"", 0)


def test_standard_input_that_cannot_be_read_comes_back(command: Command) -> None:
    ran = command("-", input=b"caf\xe9\n")
    assert ran.stdout == b"caf\xe9\n"
    assert ran.returncode == 2
    assert ran.stderr.startswith(b"stdin.py:1:4: error: not UTF-8 (byte 0xe9); ")


def test_quiet(command: Command, old: Path) -> None:
    ran = command("-q", "flow.py")
    assert (ran.stdout, ran.stderr, ran.returncode) == (b"", b"", 0)
    assert old.read_text() == NEW


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"caf\xe9\n", b"flow.py:1:4: error: not UTF-8 (byte 0xe9); convert the file"),
        (b"a\0b\n", b"flow.py:1:1: error: binary file"),
        (b"<<<<<<< ours\nimport prefect\n", b"error: "),
        (b"from prefect import Flow\ndef f(:\n", b"flow.py:2:"),
    ],
)
def test_bad_input_is_one_line_and_unchanged(
    command: Command, old: Path, data: bytes, words: bytes
) -> None:
    old.write_bytes(data)
    ran = command("flow.py", "-q")
    assert ran.returncode == 2
    assert words in ran.stderr
    assert ran.stderr.count(b"\n") == 1
    assert old.read_bytes() == data


def test_a_path_that_is_not_there(command: Command, old: Path) -> None:
    ran = command("nothing.py", "flow.py")
    assert ran.returncode == 2
    assert b"nothing.py" in ran.stderr
    assert b"Traceback" not in ran.stderr


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(command: Command, old: Path) -> None:
    old.parent.chmod(0o555)
    try:
        ran = command("flow.py", "-q")
    finally:
        old.parent.chmod(0o755)
    assert ran.returncode == 2
    assert ran.stderr.count(b"\n") == 1
    assert old.read_text() == OLD


def test_colour_only_where_asked(command: Command, old: Path) -> None:
    assert b"\x1b" not in command("--diff", "flow.py").stderr
    assert b"\x1b[" in command("--diff", "flow.py", "--color", "always").stderr


def test_a_directory(command: Command, old: Path) -> None:
    (old.parent / "deep").mkdir()
    (old.parent / "deep" / "other.py").write_text(OLD)
    (old.parent / "deep" / "plain.py").write_text("import os\n")
    checked = command("--check", ".")
    assert checked.returncode == 1
    assert b"Would fix 2 findings in 2 files." in checked.stdout
    ran = command(".")
    assert ran.returncode == 0, ran.stderr
    assert b"Fixed 2 findings in 2 files." in ran.stdout
    assert old.read_text() == (old.parent / "deep" / "other.py").read_text() == NEW


def test_a_directory_as_one_patch(command: Command, old: Path) -> None:
    other = old.parent / "with blank.py"
    other.write_text(OLD)
    ran = command("--diff", ".", "-q")
    assert ran.returncode == 1
    subprocess.run(["git", "apply"], input=ran.stdout, cwd=old.parent, check=True)
    assert old.read_text() == other.read_text() == NEW


def test_a_file_named_like_a_command(command: Command, old: Path) -> None:
    path = old.rename(old.with_name("rules"))
    path.write_text("#!/usr/bin/env python3\n" + OLD)
    assert command("./rules", "--check").returncode in (0, 1)
    assert command("rules").stdout.startswith(b"PM1")


def test_json_on_standard_output(command: Command, old: Path) -> None:
    ran = command("--check", "--output-format", "json", "flow.py", "missing.py")
    document = json.loads(ran.stdout)
    assert ran.returncode == 2
    assert [file["path"] for file in document["files"]] == ["flow.py", "missing.py"]
    assert document["files"][0]["changes"][0]["rule"] == "PM120"
    assert document["files"][1]["refusal"]["message"] == "path not found: `missing.py`"
    assert not ran.stderr
    assert old.read_text() == OLD
