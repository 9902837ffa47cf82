from __future__ import annotations

from pathlib import Path

import pytest

from prefect_codemods import registry
from prefect_codemods.triggers import python_uses

CASES = Path(__file__).parents[1] / "cases"


def test_every_python_rule_s_example_is_seen() -> None:
    for rule in registry.rules().values():
        if rule.language == "python" and "prefect" in rule.before.lower():
            assert python_uses(rule.before.encode()), rule.code


def test_every_case_that_changes_is_seen() -> None:
    changed = [path for path in CASES.rglob("input.py") if path.with_name("expected.py").exists()]
    for path in changed:
        data = path.read_bytes()
        assert python_uses(data) or b"prefect" not in data.lower(), path
    assert changed


@pytest.mark.parametrize(
    "text",
    [
        "import prefect",
        "import os, prefect",
        "import os, \\\n    prefect",
        "from prefect import (\n    Flow,\n)",
        "from  prefect\\\n  import Flow",
        "from flows import (\n    a,\n    prefect_flow,\n)",
        'mock.patch("prefect.utilities")',
        'run(["prefect", "agent"])',
        'os.system("prefect agent start local")',
        'os.environ["PREFECT__CLOUD__API"]',
        'image = "registry/prefect-flows:1"',
    ],
)
def test_code_that_uses_prefect(text: str) -> None:
    assert python_uses(text.encode())


@pytest.mark.parametrize("text", ['NAME = "prefect"', "# A prefect ran it."])
def test_text_that_speaks_of_prefect(text: str) -> None:
    assert not python_uses(text.encode())
