"""The migration from 1.x to 9.0, as a value."""

from __future__ import annotations

import ast
import re

from prefect_codemods.knowledge import Catalogue, Equivalence, ReleaseSigns, Sign
from prefect_codemods.migration import Migration, RulePackages
from prefect_codemods.prefilter import Prefilter
from prefect_codemods.python.textual_equivalence import Comparison
from prefect_codemods.release import Release

OLD_NAMES = {"prefect.run_configs.KubernetesRun": "prefect.pods.Pod"}
WITH_PODS = Release(9, 0)


def prefilter() -> Prefilter:
    return Prefilter("prefect", commands=("agent", "pod"))


def catalogue() -> Catalogue:
    return Catalogue(
        library="prefect",
        exports=lambda module, name: f"{module}.{name}" in OLD_NAMES,
        old_names=lambda: OLD_NAMES,
        stable_names={"prefect": frozenset({"Flow", "task"})},
        stable_attributes=frozenset({"Flow", "task"}),
        stable_paths=("context",),
        is_removed=lambda name: name in OLD_NAMES,
        is_old=lambda name: name in OLD_NAMES,
        moved_paths=re.compile(r"prefect\.(?:run_configs|pods)\b"),
    )


def release_signs() -> ReleaseSigns:
    old = Sign("run configs (gone in 9.0)", re.compile(r"\bKubernetesRun\b"), until=WITH_PODS)
    new = Sign("pods (since 9.0)", re.compile(r"\bprefect\.pods\b|\bPod\("), since=WITH_PODS)
    return ReleaseSigns((old, new), (WITH_PODS,), (old,), (new,))


def compare(newer: str, older: str) -> Comparison:
    """Equal are modules with the same statements in any order."""
    try:
        sides = [sorted(map(ast.dump, ast.parse(text).body)) for text in (newer, older)]
    except SyntaxError as error:
        return Comparison("differs", False, (str(error),))
    if sides[0] == sides[1]:
        return Comparison("graph", True)
    return Comparison("differs", False, ("the statements differ",))


def equivalence() -> Equivalence:
    return Equivalence(compare)


MIGRATION = Migration(
    source=Release(1),
    target=Release(9),
    prefilter=prefilter,
    catalogue=catalogue,
    rules=RulePackages(python=("to_9.python",), shell=("to_9.shell",), yaml=("to_9.yaml",)),
    release_signs=release_signs,
    equivalence=equivalence,
)
