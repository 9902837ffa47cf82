"""The real recipe: whichever way its conflict is written down, the same page comes out."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from prefect_migrate import migrate_text
from prefect_migrate.conflicts import parse_conflicts
from prefect_migrate.model import Grade, Outcome, Source
from prefect_migrate.settings import Settings

NAME = "shared/recipes/dask_kubernetes.conflict.md"
FOUND = [p / NAME for p in Path(__file__).resolve().parents if (p / NAME).is_file()]
pytestmark = pytest.mark.skipif(not FOUND, reason="the shared recipe is not beside this checkout")

SCHEDULER_ENV = """\
          env:
            - name: DASK_DISTRIBUTED__SCHEDULER__WORK_STEALING
              value: "False"
"""
WORKER_ENV = """\
          env:
            - name: DASK_DISTRIBUTED__SCHEDULER__BLOCKED_HANDLERS
              value: "['feed', 'run_function']"
            - name: DASK_DISTRIBUTED__SCHEDULER__WORK_STEALING
              value: "False"
"""


def recipe() -> str:
    with FOUND[0].open(encoding="utf-8", newline="") as file:
        return file.read()


def side(name: str) -> str:
    variant = parse_conflicts(Source("recipe.md", recipe())).variants[name]
    assert variant is not None
    return variant.text


def merged() -> str:
    """The newer side plus three entries of the older one's environment variables."""
    ports, end = "          ports:\n            - containerPort: 8786\n", '"4"\n            ]\n'
    newer = side("ours")
    assert newer.count(ports) == newer.count(end) == 1
    return newer.replace(ports, SCHEDULER_ENV + ports).replace(end, end + WORKER_ENV)


def swapped(text: str) -> str:
    conflict = re.compile(
        r"^<<<<<<< HEAD\n(.*?)^=======\n(.*?)^>>>>>>> prefect clone\n", re.DOTALL | re.MULTILINE
    )
    swap = r"<<<<<<< prefect clone\n\2=======\n\1>>>>>>> HEAD\n"
    return conflict.sub(swap, text)


def long_markers(text: str) -> str:
    return re.sub(r"^([<=>])\1{6}(?= |$)", r"\1\1\1\1\1\1\1\1\1", text, flags=re.MULTILINE)


def crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def as_is(text: str) -> str:
    return text


def diff3(text: str) -> str:
    conflict = re.compile(r"^=======\n(.*?)(?=^>>>>>>> )", re.DOTALL | re.MULTILINE)
    return conflict.sub(r"||||||| base\n\1=======\n\1", text)


def run(text: str, **settings: str) -> Outcome:
    outcome = migrate_text(text, "recipe.md", Settings(**settings))  # type: ignore[arg-type]
    assert outcome.refusal is None
    return outcome


WRITTEN = [as_is, swapped, long_markers, crlf]


@pytest.mark.parametrize("write", WRITTEN)
def test_the_newer_side_and_three_environment_variables(write: Callable[[str], str]) -> None:
    outcome = run(write(recipe()))
    assert outcome.text == (crlf(merged()) if write is crlf else merged())
    assert not outcome.remaining
    assert not outcome.left


@pytest.mark.parametrize("write", WRITTEN)
def test_without_the_older_facts_it_is_the_newer_side(write: Callable[[str], str]) -> None:
    outcome = run(write(recipe()), one_sided="drop-older")
    assert outcome.text == (crlf(side("ours")) if write is crlf else side("ours"))


def test_a_base_that_is_the_older_side_proves_the_newer() -> None:
    outcome = run(diff3(recipe()))
    assert outcome.text == side("ours")
    assert {d.grade for d in outcome.decisions} == {Grade.PROVEN}


def test_the_account_names_every_choice() -> None:
    outcome = run(recipe())
    assert outcome.direction is not None
    assert outcome.direction.newer == "ours"
    assert "merging them again gives this very file" in outcome.direction.evidence[-1]
    kinds = {decision.kind for decision in outcome.decisions}
    assert {"layout", "prose", "manifest", "flow"} <= kinds
    (flow,) = (d for d in outcome.decisions if d.kind == "flow")
    assert (flow.grade, flow.action) == (Grade.EQUIVALENT, "ours")
    kept = [d for d in outcome.decisions if "env" in d.subject and d.grade is Grade.POLICY]
    assert len(kept) >= 3


def test_every_line_tells_where_it_comes_from() -> None:
    outcome = run(recipe())
    source = recipe().splitlines(keepends=True)
    for line in outcome.lines:
        assert line.origin.line is not None
        assert source[line.origin.line] == line.text
    older = [line for line in outcome.lines if line.origin.source == "theirs"]
    assert "".join(line.text for line in older) == SCHEDULER_ENV + WORKER_ENV


def test_a_second_run_changes_nothing() -> None:
    once = run(recipe())
    assert not run(once.text).changed
