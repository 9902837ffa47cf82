from __future__ import annotations

import pytest

from prefect_codemods.options import Options
from prefect_codemods.registry import known_rules
from prefect_codemods.rule import Kind, Rule
from prefect_codemods.shell import rewrite_shell

RULES = [rule for code, rule in known_rules().items() if code.startswith("PM3")]
OPTIONS = Options(unsafe_fixes=True)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_example_of_a_rule_holds(rule: Rule) -> None:
    done = rewrite_shell(rule.before, rule.language, OPTIONS)
    if rule.kind is Kind.MANUAL:
        assert rule.code in {d.rule for d in done.diagnostics}
        return
    assert done.text == rule.after
    assert [c.rule for c in done.changes] == [rule.code]
    again = rewrite_shell(done.text, rule.language, OPTIONS)
    assert (again.text, again.changes) == (done.text, ())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_that_is_off_does_nothing(rule: Rule) -> None:
    done = rewrite_shell(
        rule.before, rule.language, Options(unsafe_fixes=True, ignore=(rule.code,))
    )
    assert rule.code not in {f.rule for f in (*done.changes, *done.diagnostics)}
    if rule.kind is not Kind.MANUAL:
        assert done.text == rule.before


@pytest.mark.parametrize(
    "rule", [r for r in RULES if r.kind is Kind.UNSAFE], ids=lambda rule: rule.code
)
def test_an_unsafe_rule_only_offers_its_edit(rule: Rule) -> None:
    done = rewrite_shell(rule.before, rule.language, Options())
    assert done.text == rule.before
    (told,) = (d for d in done.diagnostics if d.rule == rule.code)
    assert "--unsafe-fixes" in told.help
