"""What is known to be right of random three-way edits of modules, held against the merge.

Every fact of a module holds a word of its own (``random_modules``), so the truth is known: what
base and both sides hold stays, what one side alone added stays, what one side alone deleted goes.
"""

from __future__ import annotations

import ast
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prefect_migrate.conflicts import Conflicted, parse_conflicts
from prefect_migrate.conflicts.base import BaseFound, WholeSides
from prefect_migrate.conflicts.git_line_merge import from_stages
from prefect_migrate.merging import resolve_conflicts
from prefect_migrate.model import Grade, Outcome, Source
from prefect_migrate.settings import Settings


def _load() -> ModuleType:
    path = Path(__file__).with_name("random_modules.py")
    spec = importlib.util.spec_from_file_location("random_modules", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)

    sys.modules["random_modules"] = module
    spec.loader.exec_module(module)
    return module


random_modules = _load()
facts = random_modules.facts


def merged(texts: tuple[str, str, str], style: str) -> tuple[Conflicted, Outcome]:
    """git's own file of three versions, and what becomes of it."""
    base, ours, theirs = texts
    conflicted = from_stages(base, ours, theirs, "file.py", style=style)
    if not conflicted.conflicts:
        return conflicted, Outcome(conflicted.source, conflicted.source.text)
    sides = WholeSides(ours, theirs)
    found = BaseFound(text=base, sides=sides, unmerged=True, grade=Grade.PROVEN)
    return conflicted, resolve_conflicts(conflicted, Settings(), found)


def versions(seed: int, edits: int) -> tuple[str, str, str]:
    maker = random_modules.Maker(seed)
    base = maker.module()
    ours, theirs = (maker.edited(base, edits).text() for _ in range(2))
    if maker.maybe(0.1):
        ours = ours.rstrip("\n")
    return base.text(), ours, theirs


def views(outcome: Outcome) -> dict[str, str]:
    """The result with each side taken of what stays in markers."""
    again = parse_conflicts(Source("file.py", outcome.text), unmerged=True)
    return {side: again.variant(side).text for side in ("ours", "theirs")}


def held(outcome: Outcome) -> set[str]:
    """The words that stand between markers."""
    again = parse_conflicts(Source("file.py", outcome.text), unmerged=True)
    lines = [line for c in again.conflicts for line in (*c.ours, *c.theirs)]
    return set(facts("".join(lines)))


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), st.integers(1, 8), st.sampled_from(["merge", "diff3"]))
def test_no_fact_is_lost_or_invented(seed: int, edits: int, style: str) -> None:
    texts = versions(seed, edits)
    conflicted, outcome = merged(texts, style)
    if not conflicted.conflicts or outcome.text == conflicted.source.text:
        return
    base, ours, theirs = map(facts, texts)
    open_words = held(outcome)
    for view in views(outcome).values():
        ast.parse(view)
        found = facts(view)
        for word in {*base, *ours, *theirs} - open_words:
            counts = base[word], ours[word], theirs[word]
            if max(counts) > 1:  # a name that is used in several places
                assert found[word] or not min(counts), word
            else:
                assert found[word] == _wanted(*counts), (word, counts)


def _wanted(base: int, ours: int, theirs: int) -> int:
    return theirs if ours == base else ours


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), st.integers(1, 8))
def test_base_parts_are_the_text_of_the_base(seed: int, edits: int) -> None:
    texts = versions(seed, edits)
    conflicted, outcome = merged(texts, "diff3")
    if not conflicted.conflicts:
        return
    again = parse_conflicts(Source("file.py", outcome.text), unmerged=True)
    lines = texts[0].splitlines()
    at = 0
    for conflict in again.conflicts:
        assert conflict.base is not None
        part = [line.rstrip("\n") for line in conflict.base]
        places = (i for i in range(at, len(lines)) if lines[i : i + len(part)] == part)
        found = next(places, None) if part else at
        assert found is not None, part
        at = found + len(part)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), st.integers(1, 6))
def test_line_ends_change_nothing(seed: int, edits: int) -> None:
    base, ours, theirs = versions(seed, edits)
    _, plain = merged((base, ours, theirs), "merge")
    crlf = tuple(text.replace("\n", "\r\n") for text in (base, ours, theirs))
    _, outcome = merged((crlf[0], crlf[1], crlf[2]), "merge")
    assert outcome.text.replace("\r\n", "\n") == plain.text
    assert "\n" not in outcome.text.replace("\r\n", "")


@pytest.mark.parametrize("seed", [10028, 10048, 10170, 35, 357, 233])
def test_merges_that_once_went_wrong(seed: int) -> None:
    """Methods moved to another class and changed on the other side; an addition beside a conflict."""
    for style in ("merge", "diff3"):
        test_no_fact_is_lost_or_invented.hypothesis.inner_test(seed, 5, style)  # type: ignore[attr-defined]
