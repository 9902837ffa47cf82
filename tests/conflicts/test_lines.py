"""Merging by line in spans: git's own result."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prefect_migrate.conflicts.git_line_merge import merge_file
from prefect_migrate.conflicts.lines import equal_stretches, three_way_chunks

LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\r\n", "\n"]), max_size=8)


@settings(max_examples=60, deadline=None)
@given(LINES, LINES, LINES)
def test_chunks_are_git_s_merge(base: list[str], ours: list[str], theirs: list[str]) -> None:
    found = three_way_chunks(base, ours, theirs)
    merged = merge_file("".join(ours), "".join(base), "".join(theirs))
    assert found is not None and merged is not None
    for name, lines in (("base", base), ("ours", ours), ("theirs", theirs)):
        spans = [getattr(chunk, name) for chunk in found]
        covered = [line for start, end in spans for line in lines[start:end]]
        assert covered == lines
    conflicts = [chunk for chunk in found if chunk.kind == "conflict"]
    assert bool(conflicts) == bool(merged.conflicts)
    if not conflicts:
        taken = [
            line
            for chunk in found
            for line in (
                theirs[slice(*chunk.theirs)] if chunk.kind == "theirs" else ours[slice(*chunk.ours)]
            )
        ]
        assert "".join(taken) == merged.text


def test_kinds() -> None:
    base = ["1\n", "2\n", "3\n", "4\n", "5\n", "6\n", "7\n"]
    ours = ["1\n", "two\n", "3\n", "4\n", "five\n", "6\n", "7\n", "8\n"]
    theirs = ["1\n", "2\n", "3\n", "4\n", "five\n", "6\n", "sept\n"]
    found = three_way_chunks(base, ours, theirs)
    assert found is not None
    assert [chunk.kind for chunk in found] == ["same", "ours", "same", "both", "same", "conflict"]


def test_a_missing_newline_is_a_change() -> None:
    found = three_way_chunks(["a\n"], ["a"], ["a\n"])
    assert found is not None
    assert [chunk.kind for chunk in found] == ["ours"]


@settings(max_examples=60, deadline=None)
@given(LINES, LINES)
def test_matches_are_equal_lines(old: list[str], new: list[str]) -> None:
    found = equal_stretches(old, new)
    for at, other, size in found:
        assert size and old[at : at + size] == new[other : other + size]
    ends = [(at + size, other + size) for at, other, size in found]
    assert all(
        end[0] <= at and end[1] <= other
        for end, (at, other, _) in zip(ends, found[1:], strict=False)
    )


def test_matches_without_git(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert (0, 0, 1) in equal_stretches(["a\n", "b\n"], ["a\n", "c\n"])
    assert three_way_chunks(["a\n"], ["b\n"], ["c\n"]) is None
