"""Each rule's page shows an example: it must be what the tool does."""

from __future__ import annotations

import pytest

from prefect_codemods.options import Options
from prefect_codemods.rule import Kind, Rule
from prefect_migrate.model import Outcome, Source
from prefect_migrate.reports.rulebook import known_rules
from prefect_migrate.rewriting import rewrite_document
from prefect_migrate.settings import Settings

RULES: list[Rule] = list(known_rules().values())
NAMES = {
    "python": "flow.py",
    "markdown": "recipe.md",
    "rst": "recipe.rst",
    "notebook": "flow.ipynb",
    "yaml": "manifest.yaml",
    "shell": "run.sh",
    "dockerfile": "Dockerfile",
    "makefile": "Makefile",
    "toml": "config.toml",
    "ini": "setup.cfg",
    "env": ".env",
    "requirements": "requirements.txt",
    "text": "notes.txt",
}


def run(rule: Rule, text: str) -> Outcome:
    options = Options(unsafe_fixes=rule.kind is Kind.UNSAFE)
    if "<<<<<<<" in text:
        from prefect_migrate.pipeline import migrate_source

        return migrate_source(Source(NAMES[rule.language], text), Settings(options))
    return rewrite_document(Source(NAMES[rule.language], text), Settings(options))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_example(rule: Rule) -> None:
    if not rule.before:
        pytest.skip("no example")
    found = run(rule, rule.before)
    assert found.refusal is None, found.refusal
    if rule.kind is Kind.MANUAL:
        assert rule.code in {d.rule for d in found.diagnostics}
    else:
        assert found.text == rule.after
        assert rule.code in {c.rule for c in found.changes}
    assert run(rule, found.text).text == found.text


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_page_is_filled_in(rule: Rule) -> None:
    assert rule.what.endswith((".", ")"))
    assert rule.why.endswith((".", ")"))
    assert rule.before or rule.code.startswith("PM9"), "a rule shows an example"
    assert (rule.kind is Kind.MANUAL) == (not rule.after)
    assert rule.kind is not Kind.MANUAL or rule.advice
