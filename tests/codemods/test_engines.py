"""The engines and the tool know no Prefect but through the migration that runs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import prefect_codemods
import prefect_migrate
from prefect_codemods.to_1.catalogue.names import known_names
from prefect_codemods.to_1.catalogue.run_configs import AGENT_RUN_CONFIGS
from prefect_codemods.to_1.release_signs import ENVIRONMENTS

CODEMODS, TOOL = Path(prefect_codemods.__path__[0]), Path(prefect_migrate.__path__[0])
ENGINES = [p for name in ("python", "shell", "yaml") for p in (CODEMODS / name).rglob("*.py")]
FILES = sorted([*ENGINES, *CODEMODS.glob("*.py"), *TOOL.rglob("*.py")])

REMOVED = {
    row.old.rpartition(".")[2] for row in known_names().values() if row.kind in ("class", "module")
}
NAMES = {*ENVIRONMENTS, *AGENT_RUN_CONFIGS.values(), "run_config", "result_handler"}
NAMES |= {n for n in REMOVED if re.fullmatch(r"[A-Z]\w+[A-Z]\w+", n)} - {"GitHub", "GitLab"}
NAMED = re.compile(
    rf"\bprefect\.[a-z]\w+|\bPREFECT__|\bflow\.environment\b|\b(?:{'|'.join(sorted(NAMES))})\b"
)
SAID_IN_PROSE = {"decision_rules.py"}
"""Files whose texts explain to a user what a flow is made of."""


def texts(tree: ast.Module) -> Iterator[str]:
    """Identifiers and strings without docstrings and without the pages of rules."""
    passed: set[int] = set()
    for node in ast.walk(tree):
        if id(node) in passed:
            continue
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "rule":
            passed |= {id(inner) for inner in ast.walk(node)}
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed.add(id(node.value))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.keyword):
            yield node.arg or ""


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(p.parents[1])))
def test_no_name_of_prefect_stands_here(path: Path) -> None:
    if path.name in SAID_IN_PROSE:
        pytest.skip("prose")
    code = path.read_text("utf-8")
    assert "prefect_codemods.to_1" not in code or path.name in ("migration.py", "prefilter.py")
    assert [text for text in texts(ast.parse(code)) if NAMED.search(text)] == []


@pytest.mark.parametrize("path", ENGINES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_engines_name_no_release(path: Path) -> None:
    found = texts(ast.parse(path.read_text("utf-8")))
    assert [text for text in found if re.search(r"\b[0-4]\.(?:x\b|\d+\.\d)", text)] == []


def test_the_pattern_finds_what_it_is_for() -> None:
    for text in ("prefect.environments", "LocalEnvironment", "flow.environment", "KubernetesRun"):
        assert NAMED.search(text)
