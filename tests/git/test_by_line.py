"""Plain text with a base that history tells, and directions that files of a run share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from prefect_migrate.cli import run
from prefect_migrate.conflicts import parse_conflicts
from prefect_migrate.model import Source
from prefect_migrate.reconcile.bases_and_direction import group_directions
from prefect_migrate.settings import Settings

Repo = Any

BASE = "1\n2\n3\n4\n5\n6\n7\n8\n9\n"


def markers(*pairs: tuple[str, str], common: str = "") -> str:
    frames = (f"<<<<<<< HEAD\n{a}=======\n{b}>>>>>>> prefect clone\n" for a, b in pairs)
    return common.join(frames)


@pytest.fixture
def inside(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    monkeypatch.chdir(repo.top)
    return repo


def test_what_one_side_changed_is_taken(inside: Repo) -> None:
    ours, theirs = BASE.replace("2", "two"), BASE.replace("8", "acht")
    inside.fork(BASE, ours, theirs)
    inside.write(markers((ours, theirs)))
    assert run(["a.txt"]) == 0
    assert inside.read() == ours.replace("8", "acht")


def test_what_both_changed_stays_and_is_small(inside: Repo) -> None:
    ours = BASE.replace("2", "two").replace("8", "eight")
    theirs = BASE.replace("5", "V").replace("8", "acht")
    inside.fork(BASE, ours, theirs)
    inside.write(markers((ours, theirs)))
    assert run(["a.txt"]) == 1
    text = inside.read()
    assert text.startswith("1\ntwo\n3\n4\nV\n6\n7\n<<<<<<< HEAD\n")
    assert "eight\n=======\nacht\n" in text


def test_a_conflict_that_stays_keeps_its_bytes(inside: Repo) -> None:
    for text in (
        "a\n\n<<<<<<< HEAD\n=======\nfoo\n>>>>>>> x\n\nb\n",
        "a\n\n<<<<<<< HEAD\nfoo\n=======\n>>>>>>> x\n\nb\n",
        "<<<<<<<< HEAD\r\nfoo\r\n========\r\nbar\r\n>>>>>>>> x\r\n",
    ):
        inside.write(text)
        assert run(["a.txt"]) == 1
        assert inside.read() == text


OLD = "from prefect.engine.executors import LocalExecutor\n"
NEW = "from prefect.executors import LocalExecutor\n"


def told(*texts: str) -> list[str | None]:
    paths = [Path(f"{number}.py") for number, _ in enumerate(texts)]
    files = {
        path: parse_conflicts(Source(str(path), text))
        for path, text in zip(paths, texts, strict=True)
    }
    found = group_directions(files, Settings())
    return [found[path].newer if path in found else "-" for path in paths]


def test_files_with_the_same_labels_share_a_direction() -> None:
    assert told(markers((NEW, OLD)), markers(("a\n", "b\n"))) == ["ours", "ours"]
    assert told(markers((OLD, NEW)), markers(("a\n", "b\n"))) == ["theirs", "theirs"]


def test_contradictions_tell_nothing() -> None:
    assert told(markers((NEW, OLD)), markers((OLD, NEW)), markers(("a\n", "b\n"))) == [None] * 3


def test_other_labels_are_another_merge() -> None:
    other = markers(("a\n", "b\n")).replace("prefect clone", "elsewhere")
    assert told(markers((NEW, OLD)), other) == ["-", "-"]
    assert told(markers(("a\n", "b\n")), markers(("a\n", "b\n"))) == ["-", "-"]


def test_a_run_uses_the_shared_direction(inside: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    inside.write(markers((NEW, OLD)), "a.py")
    inside.write(markers(("a = 1\n", "a = 2\n")), "b.py")
    run(["-v", "a.py", "b.py"])
    assert "b.py: the newer side is ours" in capsys.readouterr().out


def test_a_line_of_both_sides_is_never_lost(inside: Repo) -> None:
    """Theirs moved lines into what both changed; ours is preferred there, and has them not."""
    moved = "a line that moves\nanother one\n"
    base = moved + "".join(f"{n}\n" for n in range(9)) + "end\n"
    ours = base.replace("end", "END")
    theirs = base.removeprefix(moved).replace("end", moved + "fin")
    inside.fork(base, ours, theirs)
    inside.write(markers((ours, theirs)))
    run(["--prefer", "ours", "a.txt"])
    assert "a line that moves\n" in inside.read()
