"""Random three-way edits of a list of tasks, whose items have an order, comments and no merge key."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prefect_migrate.conflicts import parse_conflicts
from prefect_migrate.conflicts.base import BaseFound, WholeSides
from prefect_migrate.conflicts.git_line_merge import from_stages
from prefect_migrate.documents.manifest import read_documents
from prefect_migrate.model import Grade, Source
from prefect_migrate.reconcile.variant_merge import merge_variants
from prefect_migrate.settings import Settings

TASKS = ["install", "configure", "migrate", "start"]
SIDE = st.lists(
    st.sampled_from(["keep", "keep", "keep", "change", "field", "remark", "remove", "add"]),
    min_size=len(TASKS),
    max_size=len(TASKS),
)


def task(name: str, path: str, more: str = "", remark: str = "") -> str:
    return f"# {name} comes here{remark}\n- name: {name}\n  copy:\n    src: {path}\n{more}"


def edited(edits: list[str], tag: str) -> str:
    """The list of one side; what it adds and changes carries its tag."""
    found = []
    for name, edit in zip(TASKS, edits, strict=True):
        if edit == "add":
            found.append(task(f"{tag}-before-{name}", "new"))
        if edit != "remove":
            path = f"{tag}-{name}" if edit == "change" else name
            more = f"  when_{tag}: {name}\n" if edit == "field" else ""
            remark = f", says {tag}" if edit == "remark" else ""
            found.append(task(name, path, more, remark))
    return "".join(found)


def names(text: str) -> list[str]:
    return re.findall(r"- name: (\S+)", text)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(SIDE, SIDE)
def test_each_item_keeps_its_place_its_comment_and_the_change_of_one_side(
    mine: list[str], others: list[str]
) -> None:
    base = edited(["keep"] * len(TASKS), "")
    ours, theirs = edited(mine, "our"), edited(others, "their")
    marked = from_stages(base, ours, theirs, "tasks.yml")
    if not marked.conflicts or not ours or not theirs:
        return
    sides = WholeSides(ours, theirs)
    found = BaseFound(base, (), None, Grade.PROVEN, unmerged=True, sides=sides)
    made = merge_variants(marked, Settings(), "manifest", found)
    again = parse_conflicts(Source("tasks.yml", made.text), unmerged=True)
    for side in ("ours", "theirs"):
        text = again.variant(side).text
        assert len(read_documents(text)) == (1 if names(text) else 0)
        in_order(names(text), names(ours), names(theirs))
        for line, below in pairwise(text.splitlines()):
            if line.startswith("#"):
                assert below == f"- name: {line.split()[1]}", text
    taken(made.text, mine, others, left=bool(made.remaining))


def in_order(merged: list[str], *sides: list[str]) -> None:
    assert len(set(merged)) == len(merged)
    for side in sides:
        both = [name for name in merged if name in side]
        assert both == [name for name in side if name in merged]


def taken(text: str, mine: list[str], others: list[str], *, left: bool) -> None:
    """What one side alone did to a task is in the result."""
    for tag, edits, other in (("our", mine, others), ("their", others, mine)):
        for name, edit, against in zip(TASKS, edits, other, strict=True):
            said = {
                "change": f"src: {tag}-{name}",
                "field": f"when_{tag}: {name}",
                "remark": f"# {name} comes here, says {tag}",
                "add": f"- name: {tag}-before-{name}",
            }
            assert edit not in said or said[edit] in text, (said, text)
            if edit == "remove" and against in ("keep", "add", "remove") and not left:
                assert f"- name: {name}\n" not in text
