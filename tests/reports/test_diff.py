"""The unified diff, read by unidiff and applied by git."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unidiff import PatchSet

from prefect_migrate.model import Outcome, Source, split_lines
from prefect_migrate.reports.diff import git_path, unified_diff

TEXTS = st.lists(
    st.sampled_from(["a", "b", "", "\f", "x\r", "-- c", "++ d", "\u2028", "\\ No newline", " "]),
    max_size=12,
).map(lambda lines: "".join(line + "\n" for line in lines))


def outcome(before: str, after: str, path: str = "flows/a.py", bom: bool = False) -> Outcome:
    return Outcome(Source(path, before, bom), after)


def applied(folder: Path, found: Outcome) -> bytes:
    path = folder / git_path(found.source.path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(found.source.encode(found.source.text))
    subprocess.run(
        ["git", "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-"],
        input=unified_diff(found).encode(),
        cwd=folder,
        check=True,
    )
    return path.read_bytes()


def test_no_change_no_diff() -> None:
    assert unified_diff(outcome("a\n", "a\n")) == ""


@pytest.mark.parametrize(
    "path", ["a.py", "./deep/er/a.py", "with blank.py", 'quote".py', "tab\t.py", "ümlaut.py"]
)
def test_git_applies_it_whatever_the_name(tmp_path: Path, path: str) -> None:
    assert applied(tmp_path, outcome("a\nb\n", "a\nc\n", path)) == b"a\nc\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\nb", "a\nc"),
        ("a\nb\n", "a\nb"),
        ("a\r\nb\r\n", "a\r\nc\r\n"),
        ("a\n\f\nb\n", "a\n\f\nc\n"),
        ("a\u2028b\nc\n", "a\u2028b\nd\n"),
        ("a\n", ""),
    ],
)
@pytest.mark.parametrize("bom", [False, True])
def test_git_applies_it_whatever_the_lines(
    tmp_path: Path, before: str, after: str, bom: bool
) -> None:
    found = outcome(before, after, bom=bom)
    assert applied(tmp_path, found) == found.source.encode(after)


@given(TEXTS, TEXTS)
def test_unidiff_reads_both_sides_out_of_it(before: str, after: str) -> None:
    patch = unified_diff(outcome(before, after), context=100)
    assert bool(patch) == (before != after)
    if patch:
        (file,) = PatchSet(split_lines(patch))
        assert file.path == "flows/a.py"
        (hunk,) = file
        assert (hunk.source_length, hunk.target_length) == (before.count("\n"), after.count("\n"))
        assert [line.value.rstrip("\n") for line in hunk.target_lines()] == after.split("\n")[:-1]
        assert [line.value.rstrip("\n") for line in hunk.source_lines()] == before.split("\n")[:-1]
