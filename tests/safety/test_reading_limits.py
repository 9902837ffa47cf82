"""Settings and ignore files that are no regular ones, or meant to take all time and memory."""

from __future__ import annotations

import os
import random
import subprocess
from pathlib import Path

import pytest

from prefect_migrate.bulk.ignore_patterns import (
    Pattern,
    ignore_verdict,
    read_patterns,
    selects_file,
)

from .conftest import OLD, Hostile

TABLE = "[tool.prefect-migrate]\n"
SETTINGS = {
    "tool is a number": "tool = 3\n# prefect-migrate\n",
    "tool is a list": "tool = ['prefect-migrate']\n",
    "the table is a list": "[[tool.prefect-migrate]]\nagent = 'local'\n",
    "a long number": f"{TABLE}agent = {'9' * 10_000}\n",
    "nested": f"{TABLE}agent = {'[' * 3_000}{']' * 3_000}\n",
    "nested tables": f"{TABLE}agent = {'{a=' * 3_000}1{'}' * 3_000}\n",
    "ten million bytes": TABLE + "".join(f"[a{n}]\n" for n in range(1_200_000)),
    "a key of many parts": f"{TABLE}a{'.a' * 50_000} = 1\n",
    "a table of many parts": f"{TABLE}[a{'.a' * 50_000}]\n",
    "quoted parts": TABLE + "a" + ' . "a"' * 50_000 + " = 1\n",
    "no UTF-8": TABLE + "x = '\udce9'\n",
    "no TOML": TABLE + "x = [\n",
    "a NUL": TABLE + "x = '\0'\n",
    "patterns that are none": TABLE + "exclude = ['[']\n",
    "a surrogate": TABLE + "agent = '\\ud800'\n",
}


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_end_in_one_line(name: str, hostile: Hostile) -> None:
    path = hostile.top / "pyproject.toml"
    path.write_bytes(SETTINGS[name].encode("utf-8", "surrogateescape"))
    for arguments in (("--check", "."), ("--check", "flow.py"), ("--quiet", "--diff", ".")):
        done = hostile.run(*arguments)
        assert done.returncode == 2, done
        assert done.stderr.count("\n") == 1
        assert done.stderr.startswith("prefect-migrate: error: ")
        assert len(done.stderr) < 1_000
    assert (hostile.top / "flow.py").read_text().startswith(OLD)


@pytest.mark.parametrize("kind", ["device", "pipe", "folder", "loop"])
def test_settings_that_are_no_file(kind: str, hostile: Hostile) -> None:
    path = hostile.top / "pyproject.toml"
    special(path, kind)
    done = hostile.run("--check", ".")
    assert done.returncode == 2
    assert done.stderr.startswith("prefect-migrate: error: ")
    assert "pyproject.toml" in done.stderr


def special(path: Path, kind: str) -> None:
    if kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(path)


@pytest.mark.parametrize("kind", ["device", "pipe", "folder", "loop"])
def test_an_ignore_file_that_is_no_file(kind: str, hostile: Hostile, tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "flow.py").write_text(OLD)
    special(folder / ".gitignore", kind)
    done = hostile.run("--check", ".", cwd=folder)
    assert done.returncode == 1
    assert "flow.py:1:" in done.stdout
    assert ".gitignore" in done.stderr


@pytest.mark.slow
def test_git_that_waits_for_a_pipe(hostile: Hostile) -> None:
    """It is ended after some seconds without any work; then the folder is walked."""
    os.mkfifo(hostile.top / ".gitignore")
    done = hostile.run("--check", ".")
    assert "git did not search it: git grep did not end in time" in done.stderr
    assert "flow.py:1:" in done.stdout


LARGE = "larger than 1 MiB, the most that is read of one file; set PREFECT_MIGRATE_MAX_MIB"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--check", "."), 2),
        (("--check", "large.py", "flow.py"), 2),
        (("--check", "--output-format", "json", "large.py", "flow.py"), 2),
        (("--check", "--conflicted", "."), 2),
        (("review", "large.py"), 2),
        (("explain", "0123456789ab", "large.py"), 2),
        (("graph", "large.py"), 2),
        (("git", "mergetool", "flow.py", "flow.py", "flow.py", "large.py"), 1),
        (("git", "merge-driver", "--", "flow.py", "large.py", "flow.py"), 0),
    ],
)
def test_files_that_are_too_large(arguments: tuple[str, ...], code: int, hostile: Hostile) -> None:
    sides = "<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> side\n"
    large = hostile.write("large.py", OLD + sides + "y = 3\n" * 200_000)
    hostile.environment["PREFECT_MIGRATE_MAX_MIB"] = "1"
    done = hostile.run(*arguments)
    assert done.returncode == code, done
    assert "Traceback" not in done.stderr
    assert arguments[1] == "merge-driver" or LARGE in done.stdout + done.stderr
    assert arguments[0] != "--check" or "--conflicted" in arguments or "PM110" in done.stdout
    assert large.read_text().startswith(OLD + sides)


def test_a_larger_limit(hostile: Hostile) -> None:
    hostile.write("large.sh", "prefect version\n" + "# a comment\n" * 100_000)
    for told, code in (("1", 2), ("2", 0), ("", 0), ("none", 2), ("0", 2), ("9" * 50, 2)):
        hostile.environment["PREFECT_MIGRATE_MAX_MIB"] = told
        done = hostile.run("--check", "large.sh")
        assert (done.returncode, told) == (code, told), done
        assert code == 0 or "PREFECT_MIGRATE_MAX_MIB" in done.stderr


def test_python_that_is_too_large(hostile: Hostile) -> None:
    hostile.write("large.py", OLD + "y = 3\n" * 170_000)
    done = hostile.run("--check", "large.py")
    assert done.returncode == 2
    told = "too large: 1,020,048 characters, at most 1,000,000; set PREFECT_MIGRATE_MAX_MIB to a"
    assert told in done.stderr


def test_patterns_that_an_expression_would_try_for_years(hostile: Hostile, tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    folder.mkdir()
    name = "a" * 200 + ".py"
    (folder / name).write_text(OLD)
    lines = ["*a" * 60 + "b", "**/" * 40 + "b", "[a-z]*" * 60 + "1", "*" * 200 + "x"]
    (folder / ".gitignore").write_text("\n".join(lines))
    patterns = ", ".join(f"'{line}'" for line in lines)
    (folder / "pyproject.toml").write_text(f"{TABLE}extend-exclude = [{patterns}]\n")
    done = hostile.run("--check", ".", cwd=folder)
    assert (done.returncode, f"{name}:1:" in done.stdout) == (1, True)
    deep = "/".join(["a"] * 300)
    assert not Pattern("**/a/" * 30 + "b").takes(deep)
    assert Pattern("**/a/" * 30 + "a").takes(deep)


PIECES = ("a", "b", "ab", "*", "?", "**", "[ab]", "[!a]", "a*", "*b", "[a-c]", "\\*", "c.", "[]a]")


@pytest.mark.parametrize("seed", range(8))
def test_patterns_take_what_git_takes(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    git = ["git", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "-q"], check=True)
    paths = {
        "/".join("".join(chance.choices("abc*.", k=chance.randint(1, 3))) for _ in range(depth))
        for depth in (1, 2, 3)
        for _ in range(40)
    }
    paths = {path for path in paths if not {".", ".."} & set(path.split("/"))}
    for _ in range(25):
        parts = [
            "".join(chance.choices(PIECES, k=chance.randint(1, 3)))
            for _ in range(chance.randint(1, 3))
        ]
        line = chance.choice(["", "/", "!"]) + "/".join(parts) + chance.choice(["", "", "/"])
        (tmp_path / ".gitignore").write_text(f"{line}\n")
        asked = "\0".join(sorted(paths)).encode()
        command = [*git, "check-ignore", "--no-index", "-v", "-n", "-z", "--stdin"]
        told = subprocess.run(command, input=asked, capture_output=True, check=False)
        fields = told.stdout.decode().split("\0")[:-1]
        by_git = {
            path: pattern != "" and not pattern.startswith("!")
            for pattern, path in zip(fields[2::4], fields[3::4], strict=True)
        }
        patterns = read_patterns([line])
        for path in paths:
            names = path.split("/")
            above = ["/".join(names[:end]) for end in range(1, len(names))]
            ours = any(ignore_verdict(patterns, one, True) for one in above)
            ours = ours or bool(ignore_verdict(patterns, path, False))
            assert ours == by_git[path], (line, path)
            if not line.startswith("!"):
                assert selects_file(patterns, path) == by_git[path], (line, path)


@pytest.mark.parametrize("kind", ["device", "pipe", "folder", "loop", "deep", "long number"])
def test_a_decisions_file_that_the_repository_holds(kind: str, hostile: Hostile) -> None:
    """Unless another is named, a review goes on with the ``decisions.toml`` of the folder."""
    path = hostile.top / "decisions.toml"
    if kind == "deep":
        path.write_text(f"a = {'[' * 3_000}{']' * 3_000}\n")
    elif kind == "long number":
        path.write_text(f"a = {'9' * 10_000}\n")
    else:
        special(path, kind)
    for arguments in (("review", "flow.py"), ("review", "--web", "flow.py")):
        done = hostile.run(*arguments)
        assert done.returncode == 2, done
        assert done.stderr.startswith("prefect-migrate: error: decisions.toml: ")
        assert done.stderr.count("\n") == 1
