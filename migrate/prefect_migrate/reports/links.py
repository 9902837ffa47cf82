"""Names, descriptions and links of whatever code a finding carries."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from prefect_migrate.reports.decision_rules import RULE_REASONS
from prefect_migrate.reports.finding import CONFLICT, REFUSED

_OWN = {
    CONFLICT: "A conflict that stays in its markers: nothing shows which side is right.",
    REFUSED: "The file could not be read or migrated; it is left as it was.",
}


@dataclass(frozen=True, slots=True)
class Described:
    """What a code stands for; ``url`` is empty where the pages are not hosted."""

    code: str
    name: str
    what: str
    why: str = ""
    url: str = ""


@cache
def describe_code(code: str, rules_url: str = "") -> Described:
    """The description of a rule, of a reason for a merge decision, or of a refusal.

    ``rules_url`` is where the pages of ``rules --output-format html`` are hosted; ``{code}`` in
    it stands for the code, else the page's file name is appended.
    """
    url = rule_url(code, rules_url)
    if code in RULE_REASONS or code in _OWN:
        return Described(code, code, RULE_REASONS.get(code) or _OWN[code], url=url)
    from prefect_migrate.reports.rulebook import known_rules

    known = known_rules().get(code)
    if known is None:
        return Described(code, code, "", url=url)
    return Described(code, known.name, known.what, known.why, url)


def rule_url(code: str, rules_url: str) -> str:
    """Where the page of a rule is; empty where the pages are not hosted."""
    if not rules_url:
        return ""
    if "{code}" in rules_url:
        return rules_url.replace("{code}", code)
    return f"{rules_url.rstrip('/')}/{code}.html"
