"""The tables of names and signatures, held against the releases themselves."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest

from prefect_codemods.release import Release
from prefect_codemods.to_1.catalogue.histories import HISTORIES
from prefect_codemods.to_1.catalogue.signatures import class_signatures

from .bench import TIMEOUT, Bench
from .releases import RELEASES

pytestmark = pytest.mark.real_prefect

ROWS: list[dict[str, Any]] = json.loads(
    files("prefect_codemods.to_1.catalogue").joinpath("names.json").read_text("utf-8")
)
# Bound while ``prefect`` is imported, and deleted at its end.
DELETED = {"prefect.get_versions"}
HOMES = (
    *("prefect", "prefect.core.flow", "prefect.core.task", "prefect.storage"),
    *("prefect.environments", "prefect.environments.execution", "prefect.environments.storage"),
    *("prefect.executors", "prefect.engine.executors", "prefect.run_configs"),
    *("prefect.engine.result", "prefect.engine.results", "prefect.engine.result_handlers"),
    *("prefect.tasks.prefect", "prefect.tasks.cloud"),
)


def ask(bench: Bench, release: str, what: str, names: list[str]) -> dict[str, Any]:
    answer = bench.interpreter(release).ask({what: names, "timeout": TIMEOUT})
    assert "error" not in answer, answer["error"]
    return answer[what]


def alive(row: dict[str, Any], release: str) -> bool | None:
    """Whether the row says that ``release`` has the old name; ``None`` where it doesn't say."""
    if row["removed_in"] is not None and Release.parse(row["removed_in"]) <= Release.parse(release):
        return False
    if row["first_seen"] is None or Release.parse(row["first_seen"]) > Release.parse(release):
        return None
    return True


def test_every_new_name_exists(bench: Bench) -> None:
    new = sorted({row["new"] for row in ROWS if row["new"]})
    there = ask(bench, "1.4.1", "names", new)
    assert [name for name in new if not there[name]] == []


@pytest.mark.parametrize("release", RELEASES)
def test_old_names_lived_as_long_as_the_table_says(bench: Bench, release: str) -> None:
    said = {row["old"]: alive(row, release) for row in ROWS if row["old"] not in DELETED}
    there = ask(bench, release, "names", sorted(said))
    wrong = {name: there[name] for name, life in said.items() if life not in (None, there[name])}
    assert wrong == {}


@pytest.mark.parametrize("release", RELEASES)
def test_signatures_are_those_of_the_release(bench: Bench, release: str) -> None:
    paths = [f"{home}.{name}" for name in HISTORIES for home in HOMES]
    there = ask(bench, release, "classes", paths)
    checked = 0
    for path, taken in there.items():
        held = class_signatures(path.rpartition(".")[2])
        said = [s for s in held if s.first <= Release.parse(release) <= s.last]
        assert said or not taken, f"{path} takes {taken}, the table says nothing of {release}"
        for signature in said:
            assert list(signature.parameters) == taken, path
            checked += 1
    assert checked > 10
