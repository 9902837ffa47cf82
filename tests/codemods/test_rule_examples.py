"""Each rule's page shows an example: it must be what the codemods do."""

from __future__ import annotations

import pytest

from prefect_codemods.options import Options
from prefect_codemods.rule import Kind, Rule

registry = pytest.importorskip("prefect_codemods.registry")
from prefect_codemods.api import rewrite  # noqa: E402

RULES: list[Rule] = list(registry.rules().values())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_example(rule: Rule) -> None:
    if not rule.before:
        pytest.skip("no example")
    found = rewrite(rule.before, rule.language, Options(unsafe_fixes=rule.kind is Kind.UNSAFE))
    if rule.kind is Kind.MANUAL:
        assert rule.code in {d.rule for d in found.diagnostics}
    else:
        assert found.text == rule.after
        assert rule.code in {c.rule for c in found.changes}
    again = rewrite(found.text, rule.language, Options(unsafe_fixes=rule.kind is Kind.UNSAFE))
    assert again.text == found.text


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_page_is_filled_in(rule: Rule) -> None:
    assert rule.what.endswith((".", ")"))
    assert rule.why.endswith((".", ")"))
    assert rule.before, "a rule shows an example"
    assert (rule.kind is Kind.MANUAL) == (not rule.after)
    assert rule.kind is not Kind.MANUAL or rule.advice
