"""The rule codes that a person may name, and the ones that a person may have meant."""

from __future__ import annotations

import difflib
from functools import cache

from prefect_codemods.rule_codes import DeclaredRule, declared_rules

_DIGITS = str.maketrans("OIL", "011")


def all_declared_rules() -> tuple[DeclaredRule, ...]:
    """The rules of the codemods and of the tool's own modules."""
    return declared_rules("prefect_codemods") + declared_rules("prefect_migrate")


@cache
def known_codes() -> frozenset[str]:
    """The codes of all rules."""
    return frozenset(rule.code for rule in all_declared_rules())


def meant_code(word: str) -> str:
    """``; did you mean …?`` for a word that isn't a rule code; empty where none is near."""
    names = {rule.name: rule.code for rule in all_declared_rules()}
    written = word.upper().translate(_DIGITS)
    near = difflib.get_close_matches(written, sorted(known_codes()), 1, 0.6)
    near = near or [names[n] for n in difflib.get_close_matches(word.lower(), names, 1, 0.8)]
    return f"; did you mean `{near[0]}`?" if near else ""


def unknown_code(code: str) -> str:
    """Why ``code`` names no rule, with the nearest one that does; empty where it names some."""
    known = known_codes()
    if any(one.startswith(code) for one in known):
        return ""
    near = difflib.get_close_matches(code, sorted(known), 1, 0.5)
    hint = f"did you mean `{near[0]}`?" if near else "see: prefect-migrate rules"
    return f"no rule has the code `{code}`; {hint}"
