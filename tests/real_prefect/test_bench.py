"""The bench itself: what hangs, exits or fails is a failure of that one file."""

from __future__ import annotations

from pathlib import Path

import pytest

from .bench import Bench, differences
from .releases import RELEASES

pytestmark = pytest.mark.real_prefect

FLOW = """
from prefect import Flow, task

@task
def one():
    return {value}

with Flow("a") as flow:
    one()
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "flow.py"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("release", RELEASES)
def test_every_release_runs_a_flow(bench: Bench, tmp_path: Path, release: str) -> None:
    described = bench.describe(release, written(tmp_path, FLOW.format(value=1)))
    assert described["flows"]["a"]["run"]["tasks"]["one-1"]["value"] == 1, described


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("import time; time.sleep(60)", "not described within"),
        ("import os; os._exit(0)", "ended its process"),
        ("raise SystemExit(1)", "SystemExit"),
        ("import urllib.request as r; r.urlopen('http://192.0.2.1')", "must not connect"),
        ("x = 1", "makes no flow"),
        (FLOW.format(value=1) + "flow.storage = 1", "TypeError"),
    ],
)
def test_one_bad_file_stops_nothing(bench: Bench, tmp_path: Path, text: str, error: str) -> None:
    bad = written(tmp_path, text)
    assert error in bench.describe("1.4.1", bad, timeout=2)["error"]
    good = written(tmp_path, FLOW.format(value=1))
    assert "error" not in bench.describe("1.4.1", good)


def test_a_difference_is_seen_where_it_is(bench: Bench, tmp_path: Path) -> None:
    old = bench.describe("0.13.19", written(tmp_path, FLOW.format(value=1)))
    new = bench.describe("1.4.1", written(tmp_path, FLOW.format(value=2)))
    assert not differences(old, bench.describe("1.4.1", written(tmp_path, FLOW.format(value=1))))
    assert {d.at for d in differences(old, new)} == {
        "tasks.one-1.code.constants.1",
        "run.tasks.one-1.value",
    }
