"""What a rule is: a stable code, a page to read, and how far it may go."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(str, Enum):
    """Ruff's words: a safe fix keeps the meaning, an unsafe one may move it, manual edits nothing."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule and its page.

    ``what`` and ``why`` are whole sentences. ``since`` is the Prefect release from which the old
    form fails or is silently ignored. ``before`` and ``after`` are examples that the tests run
    (``after`` empty: a manual rule); ``language`` is that of the examples. ``source`` names the
    release or document that the fact comes from.
    """

    code: str
    name: str
    kind: Kind
    since: str
    what: str
    why: str
    before: str = ""
    after: str = ""
    language: str = "python"
    advice: str = ""
    source: str = ""


_RULES: dict[str, Rule] = {}


def rule(
    code: str,
    name: str,
    kind: Kind,
    *,
    since: str,
    what: str,
    why: str,
    before: str = "",
    after: str = "",
    language: str = "python",
    advice: str = "",
    source: str = "",
) -> Rule:
    """Make a rule and register it under its code.

    Raises ``ValueError`` where the code is taken.
    """
    if code in _RULES:
        raise ValueError(f"rule {code} is defined twice")
    made = Rule(code, name, kind, since, what, why, before, after, language, advice, source)
    _RULES[code] = made
    return made


def registered_rules() -> dict[str, Rule]:
    """The rules of the modules imported so far, by code; see ``registry.known_rules`` for all."""
    return dict(sorted(_RULES.items()))


def offer_unsafe(advice: str) -> str:
    """The advice for a finding whose edit needs the user's leave."""
    return f"{advice} --unsafe-fixes does it.".strip()
