"""The gate lets no text go in which a codemod has something to do."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from prefect_codemods.findings import Refusal
from prefect_codemods.options import Options
from prefect_codemods.python import gate
from prefect_codemods.python.context import Module
from prefect_codemods.python.rules import codemods
from prefect_codemods.registry import rules

CASES = Path(__file__).parents[1] / "cases"
EXAMPLES = [r.before for r in rules().values() if r.language == "python" and r.before]
INPUTS = sorted(CASES.glob("*/*/input.py"))


def finds(text: str) -> bool:
    """Whether the codemods, without the gate, have anything to say."""
    module = Module(text, Options(unsafe_fixes=True))
    for codemod in codemods(text):
        codemod(module)
    module.imports.settle()
    return not module.plan.empty or bool(module.plan.diagnostics)


@pytest.mark.parametrize("text", EXAMPLES)
def test_examples(text: str) -> None:
    if "prefect-migrate:" in text or finds(text):
        assert gate.concerns(ast.parse(text), text)


@pytest.mark.parametrize("path", INPUTS, ids=lambda p: p.parent.name)
def test_cases(path: Path) -> None:
    text = path.read_text("utf-8", errors="replace")
    try:
        found = finds(text)
    except (Refusal, SyntaxError):
        pytest.skip("not Python")
    if found:
        assert gate.concerns(ast.parse(text), text)


@pytest.mark.parametrize(
    "text",
    [
        "from prefect import Flow, task\n\n@task\ndef t(): pass\n\nwith Flow('f') as flow:\n    t()\n",
        "import prefect\n\nlogger = prefect.context.get('logger')\n",
        "from prefect.engine.state import Failed\nfrom prefect import case\n",
        '"""Talks of prefect only."""\n',
    ],
)
def test_what_is_the_same_in_1x_is_let_go(text: str) -> None:
    assert not gate.concerns(ast.parse(text), text)


def test_nothing_heavy_is_imported_for_it() -> None:
    code = (
        "import sys\n"
        "from prefect_codemods.api import rewrite\n"
        "from prefect_codemods.options import Options\n"
        "rewrite('from prefect import Flow\\n', 'python', Options())\n"
        "assert 'libcst' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
