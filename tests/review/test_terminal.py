"""``prefect-migrate review`` at a real pseudo-terminal, to a decisions file that a run applies."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from prefect_migrate.conflicts.choices import Choice, read_choices
from prefect_migrate.review.answers import decision_line

Command = Callable[..., "subprocess.CompletedProcess[bytes]"]

FLOW = """\
from prefect import Flow
from prefect.engine.executors import DaskExecutor
from prefect.environments.storage import Docker

flow = Flow("etl")
flow.storage = Docker()
"""
POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: worker
spec:
  containers:
    - name: worker
<<<<<<< HEAD
      image: prefecthq/prefect:1.4.1
=======
      image: prefecthq/prefect:0.13.19
>>>>>>> old
"""
LEFT = "<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> theirs\n"


class Terminal:
    """``prefect-migrate`` with a pseudo-terminal as its three streams."""

    def __init__(self, folder: Path, env: dict[str, str], *args: str, columns: int = 80) -> None:
        self.master, slave = pty.openpty()
        env = {**env, "TERM": "xterm", "COLUMNS": str(columns), "LINES": "24"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "prefect_migrate", *args],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=folder,
            env=env,
            start_new_session=True,
        )
        os.close(slave)
        self.said = ""

    def until(self, words: str) -> str:
        """What is said up to and with ``words``."""
        start = len(self.said)
        deadline = time.monotonic() + 300
        while words not in self.said[start:]:
            assert time.monotonic() < deadline, self.said[start:]
            if select.select([self.master], [], [], 0.2)[0]:
                try:
                    data = os.read(self.master, 65536)
                except OSError:
                    data = b""
                assert data, f"ended before {words!r}: {self.said[start:]}"
                self.said += data.decode("utf-8", "replace")
        return self.said[start:]

    def press(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def end(self) -> int:
        """Read the rest; the exit code."""
        while True:
            ready = select.select([self.master], [], [], 300)[0]
            assert ready, self.said
            try:
                data = os.read(self.master, 65536)
            except OSError:
                break
            if not data:
                break
            self.said += data.decode("utf-8", "replace")
        os.close(self.master)
        return self.process.wait(timeout=300)


Open = Callable[..., Terminal]


@pytest.fixture
def terminal(tmp_path: Path, environment: dict[str, str]) -> Iterator[Open]:
    opened: list[Terminal] = []

    def start(*args: str, **more: str) -> Terminal:
        opened.append(Terminal(tmp_path, {**environment, **more}, *args))
        return opened[-1]

    yield start
    for one in opened:
        one.process.kill()
        one.process.wait()


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def test_fixes_are_accepted_and_rejected_one_by_one(
    terminal: Open, command: Command, tmp_path: Path
) -> None:
    (tmp_path / "flow.py").write_text(FLOW)
    asked = terminal("review", "flow.py")
    first = plain(asked.until("]? "))
    assert "flow.py:2" in first
    assert "- from prefect.engine.executors import DaskExecutor" in first
    asked.press("n")
    assert "flow.py:3" in plain(asked.until("]? "))
    asked.press("y")
    assert asked.end() == 0
    assert "2 decisions written to decisions.toml." in asked.said
    assert (tmp_path / "flow.py").read_text() == FLOW
    takes = [choice.take for choice in read_choices(tmp_path / "decisions.toml").values()]
    assert takes == ["reject", "accept"]
    ran = command("--decisions", "decisions.toml", "flow.py")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert (tmp_path / "flow.py").read_text() == FLOW.replace("environments.storage", "storage")


def test_a_policy_decision_is_turned_round(
    terminal: Open, command: Command, tmp_path: Path
) -> None:
    (tmp_path / "pod.yaml").write_text(POD)
    asked = terminal("review", "pod.yaml")
    said = plain(asked.until("]? "))
    for words in ("newer-wins policy", "ours (HEAD)", "theirs (old)", "result", "1.4.1", "0.13.19"):
        assert words in said
    asked.press("t")
    assert asked.end() == 0
    command("--decisions", "decisions.toml", "--ignore", "PM4", "pod.yaml")
    assert "image: prefecthq/prefect:0.13.19" in (tmp_path / "pod.yaml").read_text()


def test_each_decision_in_a_conflict_by_itself(
    terminal: Open, command: Command, tmp_path: Path
) -> None:
    text = POD.replace("1.4.1\n", "1.4.1\n      tty: true\n")
    text = text.replace("0.13.19\n", "0.13.19\n      workingDir: /opt\n")
    (tmp_path / "pod.yaml").write_text(text)
    asked = terminal("review", "pod.yaml")
    asked.until("]? ")
    asked.press("c")
    said = plain(asked.until("]? "))
    assert ".containers[worker].image: take ours" in " ".join(said.split())
    asked.press("t")
    assert ".containers[worker].tty" in " ".join(plain(asked.until("]? ")).split())
    asked.press("u")
    assert ".containers[worker].image" in " ".join(plain(asked.until("]? ")).split())
    for key in "tyo":
        asked.press(key)
        if key != "o":
            asked.until("]? ")
    assert asked.end() == 0
    takes = [choice.take for choice in read_choices(tmp_path / "decisions.toml").values()]
    assert takes == ["theirs", "accept", "ours"]
    command("--decisions", "decisions.toml", "--ignore", "PM3", "pod.yaml")
    assert (
        (tmp_path / "pod.yaml")
        .read_text()
        .endswith("    - name: worker\n      image: prefecthq/prefect:0.13.19\n      tty: true\n")
    )
    assert terminal("review", "pod.yaml").end() == 0  # nothing is left to decide


@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
def test_the_base_is_shown_wherever_it_stands(
    terminal: Open, environment: dict[str, str], tmp_path: Path, style: str
) -> None:
    def git(*arguments: str, code: int = 0) -> None:
        user = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        done = subprocess.run(
            ["git", *user, *arguments], cwd=tmp_path, env=environment, check=False
        )
        assert done.returncode == code

    def commit(value: str) -> None:
        (tmp_path / "a.yaml").write_text(f"name: x\nvalue: {value}\nlast: 1\n")
        git("add", "-A")
        git("commit", "-qm", value)

    git("init", "-q", "-b", "main")
    commit("of the base")
    git("checkout", "-qb", "side")
    commit("of theirs")
    git("checkout", "-q", "main")
    commit("of ours")
    git("-c", f"merge.conflictStyle={style}", "merge", "-q", "side", code=1)
    asked = terminal("review")
    said = plain(asked.until("]? "))
    lines = said.splitlines()
    base = next(number for number, line in enumerate(lines) if line.startswith("base"))
    assert lines[base + 1] == "| value: of the base"
    assert lines[base + 2] == "ours (HEAD)"
    asked.press("q")
    asked.end()


def test_a_rejected_decision_leaves_the_conflict_in_its_markers(
    terminal: Open, command: Command, tmp_path: Path
) -> None:
    (tmp_path / "pod.yaml").write_text(POD)
    asked = terminal("review", "pod.yaml")
    asked.until("]? ")
    asked.press("n")
    asked.end()
    ran = command("--decisions", "decisions.toml", "pod.yaml")
    assert ran.returncode == 1
    assert b"you left this conflict open" in ran.stdout
    assert (tmp_path / "pod.yaml").read_text() == POD


def test_equal_conflicts_are_asked_once(terminal: Open, command: Command, tmp_path: Path) -> None:
    for name in ("a.py", "b.py", "c.py"):
        (tmp_path / name).write_text(LEFT)
    asked = terminal("review", "a.py", "b.py", "c.py")
    assert "a.py:1 and 2 other places" in plain(asked.until("]? "))
    asked.press("b")
    assert asked.end() == 0
    assert command("--decisions", "decisions.toml", "a.py", "b.py", "c.py").returncode == 0
    for name in ("a.py", "b.py", "c.py"):
        assert (tmp_path / name).read_text() == "x = 1\nx = 2\n"


def test_an_editor_gives_the_text(terminal: Open, command: Command, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(LEFT)
    editor = tmp_path / "editor.sh"
    (tmp_path / "wanted").write_text('x = "ü\t\\\\"  # no line end')
    editor.write_text('#!/bin/sh\ncp wanted "$1"\n')
    editor.chmod(0o755)
    asked = terminal("review", "a.py", EDITOR=str(editor), VISUAL="")
    asked.until("]? ")
    asked.press("e")
    assert asked.end() == 0
    assert command("--decisions", "decisions.toml", "a.py").returncode == 0
    assert (tmp_path / "a.py").read_text() == 'x = "ü\t\\\\"  # no line end\n'


def test_an_editor_that_leaves_markers_or_fails_is_asked_again(
    terminal: Open, tmp_path: Path
) -> None:
    (tmp_path / "a.py").write_text(LEFT)
    for editor, words in (("true", "nothing was changed"), ("false", "the editor failed")):
        asked = terminal("review", "a.py", EDITOR=editor, VISUAL="")
        asked.until("]? ")
        asked.press("e")
        assert words in asked.until("]? ")
        asked.press("q")
        assert asked.end() == 1
    assert not (tmp_path / "decisions.toml").exists()


def test_undo_skip_quit_and_going_on(terminal: Open, tmp_path: Path) -> None:
    (tmp_path / "flow.py").write_text(FLOW)
    (tmp_path / "left.py").write_text(LEFT)
    asked = terminal("review", "flow.py", "left.py")
    asked.until("]? ")
    asked.press("n")
    asked.until("]? ")
    asked.press("u")
    assert "flow.py:2" in plain(asked.until("]? "))
    asked.press("y")
    asked.until("]? ")
    asked.press("s")
    assert "left.py:1" in plain(asked.until("]? "))
    asked.press("q")
    assert asked.end() == 1
    assert "2 left to decide" in asked.said
    assert [c.take for c in read_choices(tmp_path / "decisions.toml").values()] == ["accept"]
    again = terminal("review", "flow.py", "left.py")
    said = plain(again.until("]? "))
    assert "1 of 3 decided earlier" in said
    assert "flow.py:3" in said
    again.press("y")
    again.until("]? ")
    again.press("o")
    assert again.end() == 0
    choices = read_choices(tmp_path / "decisions.toml")
    assert [choice.take for choice in choices.values()] == ["accept", "accept", "ours"]
    assert (tmp_path / "decisions.toml").read_text().count("# flow.py:") == 2
    done = terminal("review", "flow.py", "left.py")
    assert done.end() == 0


def test_one_answer_for_all_of_a_rule(terminal: Open, tmp_path: Path) -> None:
    names = ["Docker", "S3", "GCS", "Local"]
    lines = [f"from prefect.environments.storage import {name}\n" for name in names]
    (tmp_path / "flow.py").write_text("".join(lines) + "print(Docker, S3, GCS, Local)\n")
    asked = terminal("review", "flow.py")
    asked.until("]? ")
    asked.press("n")
    asked.until("]? ")
    asked.press("a")
    assert asked.end() == 0
    takes = [choice.take for choice in read_choices(tmp_path / "decisions.toml").values()]
    assert takes == ["reject", "accept", "accept", "accept"]


def test_help_and_explanation(terminal: Open, tmp_path: Path) -> None:
    (tmp_path / "left.py").write_text(LEFT)
    asked = terminal("review", "left.py")
    asked.until("]? ")
    asked.press("x")
    said = plain(asked.until("]? "))
    assert "o  take ours" in said
    assert "y  accept" not in said  # nothing to accept: the merge decided nothing
    asked.press("i")
    assert '"ours" or "theirs" or "both"' in plain(asked.until("]? "))
    asked.press("\x04")
    assert asked.end() == 1


def test_an_interrupt_keeps_what_was_answered(terminal: Open, tmp_path: Path) -> None:
    (tmp_path / "flow.py").write_text(FLOW)
    asked = terminal("review", "flow.py")
    asked.until("]? ")
    asked.press("y")
    asked.until("]? ")
    os.kill(asked.process.pid, signal.SIGINT)
    assert asked.end() == 130
    assert "what was answered is saved" in asked.said
    assert len(read_choices(tmp_path / "decisions.toml")) == 1


def test_hostile_text_does_not_act(terminal: Open, tmp_path: Path) -> None:
    (tmp_path / "left.py").write_text(
        "<<<<<<< \x1b[2J\nx = '\x1b]0;t\x07\u202e'\n=======\nx = 2\n>>>>>>> b\n"
    )
    asked = terminal("review", "left.py")
    said = asked.until("]? ")
    for act in ("\x1b[2J", "\x1b]0", "\x07", "\u202e"):
        assert act not in said
    asked.press("q")
    asked.end()


def test_it_fits_80_columns(terminal: Open, tmp_path: Path) -> None:
    (tmp_path / "pod.yaml").write_text(POD.replace("1.4.1", "1.4.1-" + "x" * 90))
    (tmp_path / "flow.py").write_text(FLOW + f"# {'long ' * 40}\n")
    asked = terminal("review", "--all", "flow.py", "pod.yaml")
    for _ in range(3):
        for line in plain(asked.until("]? ")).splitlines():
            assert len(line) <= 80, line
        asked.press("s")
    asked.end()


def test_lines_from_a_pipe_are_answers_too(command: Command, tmp_path: Path) -> None:
    (tmp_path / "flow.py").write_text(FLOW)
    ran = command("review", "flow.py", "--decisions", "d.json", input=b"n\nyes\n")
    assert ran.returncode == 0, ran.stderr
    assert list(json.loads((tmp_path / "d.json").read_text()).values()) == ["reject", "accept"]
    assert command("review", "flow.py", input=b"").returncode == 1


def test_the_options_of_a_run_count_and_are_handed_on(command: Command, tmp_path: Path) -> None:
    (tmp_path / "flow.py").write_text(FLOW)
    ran = command("review", "flow.py", "--ignore", "PM110,PM101", "--agent=docker", input=b"y\n")
    assert b"PM110 storage-moved" not in ran.stdout
    assert b"--agent=docker --ignore=PM110,PM101 flow.py" in b" ".join(ran.stdout.split())
    wrong = command("review", "--slect", "PM1", "flow.py")
    assert (wrong.returncode, b"did you mean `--select`?" in wrong.stderr) == (2, True)
    assert command("review", "--select", "PM12O", "flow.py").returncode == 2
    assert command("review", "--diff", "flow.py").returncode == 2  # a review writes no file


def test_nothing_to_decide(command: Command, tmp_path: Path) -> None:
    (tmp_path / "plain.py").write_text("x = 1\n")
    ran = command("review", "plain.py")
    assert (ran.returncode, ran.stdout) == (0, b"Nothing to decide.\n")
    assert command("review").returncode == 2


def test_what_could_not_be_migrated_is_told(command: Command, tmp_path: Path) -> None:
    """As everywhere; also where all else is decided."""
    (tmp_path / "broken.py").write_text(f"{FLOW}def (:\n")
    ran = command("review", "broken.py")
    assert ran.returncode == 2
    assert b"broken.py:7" in ran.stderr
    assert ran.stdout == b"Nothing to decide.\n"
    (tmp_path / "flow.py").write_text(FLOW)
    ran = command("review", "broken.py", "flow.py", input=b"y\ny\n")
    assert (ran.returncode, b"Nothing" in ran.stdout) == (2, False)
    assert command("review", "flow.py").returncode == 0
    assert command("review", "gone.py").returncode == 2


@pytest.mark.parametrize(
    "text", ["", "a\n", 'quote " and \\ and \t', "\x7f\x01", "ü\u2028\U0001f600", "'''"]
)
def test_any_text_survives_the_decisions_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "d.toml"
    path.write_text(decision_line("0123456789ab", Choice("text", text)), encoding="utf-8")
    assert read_choices(path) == {"0123456789ab": Choice("text", text)}
