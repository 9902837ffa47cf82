"""Promises of the merge, on small modules changed at random."""

from __future__ import annotations

import ast
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from prefect_migrate.model import split_lines
from prefect_migrate.reconcile.statements import contents
from prefect_migrate.reconcile.statements.elements import Text
from prefect_migrate.reconcile.statements.global_names import GlobalNames
from prefect_migrate.reconcile.statements.merging import PythonMerge, merge_python
from prefect_migrate.reconcile.statements.pieces import Taken
from prefect_migrate.reconcile.statements.soundness import count_definitions

NAMES = ("a", "b", "c", "d")
numbers = st.integers(0, 3)
imports = st.builds(
    lambda module, found: f"from {module} import {', '.join(found)}\n",
    st.sampled_from(["m", "n"]),
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True),
)
calls = st.builds(
    lambda keys, value: f"call({', '.join(f'{k}={value}' for k in keys)})",
    st.lists(st.sampled_from(NAMES), max_size=3, unique=True),
    numbers,
)
values = st.one_of(st.sampled_from(NAMES), numbers.map(str), calls)
functions = st.builds(
    lambda name, value, other: f"\n\ndef {name}():\n    x = {value}\n    return {other}\n",
    st.sampled_from(["f", "g", "h"]),
    values,
    values,
)
classes = st.builds(
    lambda one, two: (
        f"\n\nclass K:\n    def m(self):\n        return {one}\n\n    def n(self):\n        return {two}\n"
    ),
    values,
    values,
)
statements = st.one_of(
    st.builds(lambda name, value: f"{name} = {value}\n", st.sampled_from(["p", "q"]), values),
    st.builds(lambda value: f"print({value})\n", values),
    st.builds(lambda value: f"# note {value}\ncheck({value})\n", numbers),
)
parts = st.one_of(imports, functions, classes, statements)


def unique(found: list[str]) -> list[str]:
    """At most one part that defines a name."""
    seen: set[str] = set()
    kept = []
    for part in found:
        bound = {
            getattr(n, "name", None) or getattr(n, "module", None) for n in ast.parse(part).body
        }
        bound.discard(None)
        if not bound & seen:
            kept.append(part)
            seen |= bound
    return kept


modules = st.lists(parts, min_size=1, max_size=6).map(unique)


def names(text: str) -> GlobalNames:
    return Text(text, "a module").names


@st.composite
def versions(draw: st.DrawFn) -> tuple[str, str, str]:
    """A module and two edits of it."""
    base = draw(modules)
    sides = []
    for _ in range(2):
        side = list(base)
        for _ in range(draw(st.integers(0, 2))):
            at = draw(st.integers(0, len(side)))
            kind = draw(st.sampled_from(["add", "drop", "change", "move"]))
            if kind == "add" or at == len(side):
                side.insert(at, draw(parts))
            elif kind == "drop":
                del side[at]
            elif kind == "change":
                side[at] = draw(parts)
            else:
                side.insert(0, side.pop(at))
        sides.append("".join(unique(side)))
    return sides[0], sides[1], "".join(base)


def texts(merge: PythonMerge, newer: str, older: str) -> tuple[str, str]:
    """The result with every open place filled from the newer, and from the older side."""
    filled = []
    for side, lines in (("newer", split_lines(newer)), ("older", split_lines(older))):
        found = [
            piece.text if isinstance(piece, Taken) else "".join(lines[slice(*getattr(piece, side))])
            for piece in merge.pieces
        ]
        filled.append("".join(found))
    return filled[0], filled[1]


@given(modules, modules)
def test_a_side_that_did_not_change_gives_way(base: list[str], other: list[str]) -> None:
    one, two = "".join(base), "".join(other)
    assert merge_python(one, two, one).text == two
    assert merge_python(two, one, one).text == two
    assert merge_python(two, two, one).text == two


@settings(max_examples=150, deadline=None)
@given(versions())
def test_what_is_merged_is_sound(found: tuple[str, str, str]) -> None:
    newer, older, base = found
    merge = merge_python(newer, older, base)
    mirrored = merge_python(older, newer, base)
    mine, theirs = names(newer), names(older)
    sound = not (mine.unresolved & theirs.resolved or theirs.unresolved & mine.resolved)
    # A name that one side alone uses and binds nowhere is that side's own affair only while the
    # result is that side to the letter, which the order of the two may decide.
    if sound and mine.unresolved == theirs.unresolved:
        assert bool(merge.undecided) == bool(mirrored.undecided)
    for text in texts(merge, newer, older):
        compile(text, "merged", "exec")
        for side in (newer, older) if sound else ():
            assert not names(text).unresolved & names(side).resolved
        most = count_definitions(ast.parse(newer)) | count_definitions(ast.parse(older))
        assert not count_definitions(ast.parse(text)) - most
    if not merge.undecided:
        for line in {*split_lines(newer)} & {*split_lines(older)}:
            assert not line.strip() or line in split_lines(merge.text)


@settings(max_examples=150, deadline=None)
@given(versions())
def test_no_line_is_invented(found: tuple[str, str, str]) -> None:
    newer, older, base = found
    known = {*split_lines(newer), *split_lines(older)}
    for piece in merge_python(newer, older, base).pieces:
        if isinstance(piece, Taken) and piece.text not in known:
            assert piece.rule in (contents.KEYWORDS, "merge of imported names")


@settings(max_examples=100, deadline=None)
@given(versions())
def test_without_a_base_each_side_alone_is_kept(found: tuple[str, str, str]) -> None:
    newer, older, _ = found
    merge = merge_python(newer, older)
    mine, _ = texts(merge, newer, older)
    lines = Counter(line.strip() for line in split_lines(newer) if "import" not in line)
    result = Counter(line.strip() for line in split_lines(mine) if "import" not in line)
    assert lines == result
