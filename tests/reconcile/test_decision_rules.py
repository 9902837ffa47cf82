"""What a rule may decide, and with which grade."""

from __future__ import annotations

import pytest

from prefect_migrate.model import Grade
from prefect_migrate.reconcile.decision_rules import DecisionRule, three_way
from prefect_migrate.reconcile.result import Unsafe
from prefect_migrate.reports.decision_rules import RULE_REASONS


@pytest.mark.parametrize(
    ("newer", "older", "base", "taken"),
    [
        ("a", "a", "b", "either"),
        ("a", "b", "b", "newer"),
        ("b", "a", "b", "older"),
        ("a", "c", "b", None),
        (None, "b", "b", "newer"),
        (None, "c", "b", None),
        ("a", None, None, "newer"),
        (None, None, "b", "either"),
    ],
)
def test_three_way(newer: str | None, older: str | None, base: str | None, taken: object) -> None:
    assert three_way(newer, older, base) == taken


def test_what_counts_as_the_same_is_the_caller_s_to_say() -> None:
    assert three_way("A", "b", "a", same=lambda x, y: x.lower() == y.lower()) == "older"


@pytest.mark.parametrize(
    "rule", [DecisionRule.NEWER_WINS, DecisionRule.ONE_SIDED, DecisionRule.BY_STATEMENT]
)
def test_no_policy_decides_with_a_base(rule: DecisionRule) -> None:
    assert rule.grade(None) is Grade.POLICY
    with pytest.raises(Unsafe):
        rule.grade(Grade.PROVEN)


def test_nothing_follows_from_a_base_that_is_not_known() -> None:
    assert DecisionRule.THREE_WAY.grade(Grade.PROVEN) is Grade.PROVEN
    assert DecisionRule.THREE_WAY.grade(Grade.EQUIVALENT) is Grade.EQUIVALENT
    with pytest.raises(Unsafe):
        DecisionRule.THREE_WAY.grade(None)


def test_every_rule_has_its_words() -> None:
    assert {rule.value for rule in DecisionRule} == {*RULE_REASONS}
