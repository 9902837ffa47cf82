"""Manifests that a side named otherwise: still the ones of the base, never there twice."""

from __future__ import annotations

import pytest

from prefect_migrate import migrate_text
from prefect_migrate.conflicts import has_markers

ROLE = """\
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: runner
rules:
  - apiGroups: [""]
    resources: ["pods"]
    verbs: ["get"]
"""
SERVICE = "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  port: 80\n"
LAST = "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata: {}\n"
OTHER = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: token\nstringData:\n  a: b\n"


def conflict(base: str, ours: str, theirs: str, *, behind: str = "") -> str:
    parts = (f"<<<<<<< HEAD\n{ours}", f"||||||| base\n{base}", f"=======\n{theirs}")
    return "".join((*parts, ">>>>>>> old\n", behind))


CHANGES = {
    "group": ("rbac.authorization.k8s.io/v1", "example.org/v1"),
    "kind": ("kind: Role", "kind: ClusterRole"),
    "name": ("name: runner", "name: flow-runner"),
    "namespace": ("name: runner", "name: runner\n  namespace: flows"),
    "content": ('verbs: ["get"]', 'verbs: ["get", "list"]'),
}


@pytest.mark.parametrize("behind", ["", SERVICE + LAST])
@pytest.mark.parametrize("ours", CHANGES)
@pytest.mark.parametrize("theirs", CHANGES)
def test_each_side_changes_something_else(ours: str, theirs: str, behind: str) -> None:
    if ours == theirs or {ours, theirs} == {"name", "namespace"}:
        return
    mine, yours = ROLE.replace(*CHANGES[ours]), ROLE.replace(*CHANGES[theirs])
    both = mine.replace(*CHANGES[theirs])
    found = migrate_text(conflict(ROLE, mine, yours, behind=behind), "a.yaml")
    assert found.text == both + behind or has_markers(found.text)
    if "content" not in (ours, theirs):
        assert not has_markers(found.text), [left.reason for left in found.remaining]


def test_both_sides_give_it_another_name() -> None:
    sides = (ROLE.replace("runner", name) for name in ("mine", "yours"))
    found = migrate_text(conflict(ROLE, *sides, behind=SERVICE), "a.yaml")
    assert has_markers(found.text)
    assert not any("added" in made.reason for made in found.decisions)


def test_one_side_replaced_it_and_the_other_named_it_otherwise() -> None:
    mine = ROLE.replace("runner", "mine")
    found = migrate_text(conflict(ROLE, mine, OTHER, behind=SERVICE), "a.yaml")
    assert has_markers(found.text)


def test_two_that_could_have_become_one() -> None:
    two = ROLE + "---\n" + ROLE.replace("runner", "second")
    mine, yours = ROLE.replace("runner", "mine"), ROLE.replace("runner", "yours")
    found = migrate_text(conflict(two, mine, yours, behind=SERVICE), "a.yaml")
    assert has_markers(found.text)


def test_what_replaced_it_is_kept_on_both_sides() -> None:
    """Both sides took it out, and each put in something that has nothing to do with it."""
    map_ = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: flows\ndata:\n  x: y\n  z: z\n"
    found = migrate_text(conflict(ROLE, OTHER, map_, behind=SERVICE), "a.yaml")
    if not has_markers(found.text):
        assert OTHER in found.text
        assert map_ in found.text
        assert "Role" not in found.text


def test_equal_names_stand_more_than_once() -> None:
    """What can't be told apart is not paired with what was renamed."""
    mine = ROLE.replace("runner", "mine")
    twice = mine + "---\n" + mine
    yours = ROLE.replace("kind: Role", "kind: ClusterRole")
    found = migrate_text(conflict(ROLE, twice, yours, behind=SERVICE), "a.yaml")
    assert has_markers(found.text) or found.text.count("name: mine") == 2


@pytest.mark.parametrize("end", ["\n", ""])
def test_the_last_line_ends_as_it_did(end: str) -> None:
    text = "pull:\n  - a: 1\n    token: x\nsteps:\n  - name: x\n    job: {}" + end
    mine, yours = text.replace("token: x", "token: y"), text.replace("name: x", "name: z")
    lines = [one.splitlines(keepends=True) for one in (text, mine, yours)]
    parts = ["".join(some[:-1]) for some in lines]
    found = migrate_text(conflict(*parts, behind=lines[0][-1]), "a.yaml")
    assert found.text == mine.replace("name: x", "name: z")
