"""Secrets in what is reported: a token, key or password becomes ``***``, in reports only.

What a report quotes of a file may end up in a log, a pull request or a mail. Files and patches
keep every byte: a mask in them would destroy the secret instead of hiding it.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any

from prefect_migrate.model import Outcome, Refusal

MASK = "***"

_PREFIXED = re.compile(
    r"\b(?:gh[pousr]_\w{16,}|github_pat_\w{20,}|glpat-[\w-]{16,}|AKIA[0-9A-Z]{12,}|ASIA[0-9A-Z]{12,}"
    r"|xox[abprs]-[\w-]{10,}|sk-[\w-]{16,}|pn[ub]_\w{16,}|pc[us]_\w{16,}|hf_\w{20,}|AIza[\w-]{30,}"
    r"|npm_\w{20,}|pypi-\w{20,}|dop_v1_\w{20,}|eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?)"
)
_ARMOUR = re.compile(
    r"(-----BEGIN [A-Z ]*PRIVATE KEY-----)(.*?)(-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL
)
_URL = re.compile(r"(\b[a-zA-Z][\w+.-]*://[^\s/:@'\"]*:)([^\s/@'\"]+)(?=@)")
_BEARER = re.compile(r"(\b(?:[Bb]earer|[Bb]asic|[Tt]oken)\s+)([\w.~+/-]{12,}=*)")
_KEY = (
    r"(?:[\w.-]*(?:passw(?:or)?d|passwd|passphrase|secret|api[-_]?key|apikey|access[-_]?key"
    r"|private[-_]?key|auth[-_]?token|token|credential)s?(?:[-_]?(?:key|value|id))?)"
)
_QUOTED = re.compile(
    rf"((?<![\w-]){_KEY}[\"'`]?\s*(?:=|:|=>|,)\s*[rbuf]{{0,2}})([\"'])((?:(?!\2)[^\n\\]|\\.){{4,}})(\2)",
    re.IGNORECASE,
)
_PLAIN = re.compile(
    rf"((?<![\w-]){_KEY}(?:\s*=\s*|:\s+))([^\s\"'`,;(){{}}\[\]<>$*]{{6,}})(?![\w(.\[])",
    re.IGNORECASE,
)
_FLAG = re.compile(rf"(--{_KEY}[= ]|(?<=\s)-[tp] )([^\s\"'`-][^\s\"'`]{{7,}})", re.IGNORECASE)
_ENVIRONMENT = re.compile(
    rf"(\bname:\s*[\"']?{_KEY}[\"']?\s*\n\s*value:\s*[\"']?)([^\s\"']{{4,}})", re.IGNORECASE
)
_HARMLESS = re.compile(
    r"(?:none|null|true|false|\d{1,5}|\.{3}|\*+|x+|<.*>|\$.*|[{%].*|(?:your|my|the|some|example)\b.*"
    r"|changeme|os\.environ.*|prefect\.[\w.]+|[\w./ -]*(?:secret|password|passwd|token|key|credential)s?"
    r"[\w./ -]*)",
    re.IGNORECASE,
)


def masked_text(text: str) -> str:
    """``text`` with each value that looks like a secret replaced by ``***``."""
    if len(text) < 8:
        return text
    text = _ARMOUR.sub(lambda m: f"{m[1]}{_lines_of(m[2])}{m[3]}", text)
    text = _PREFIXED.sub(MASK, text)
    text = _URL.sub(_masked_value, text)
    text = _ENVIRONMENT.sub(_masked_value, text)
    text = _QUOTED.sub(lambda m: m[0] if _is_harmless(m[3]) else f"{m[1]}{m[2]}{MASK}{m[4]}", text)
    text = _PLAIN.sub(_masked_value, text)
    text = _FLAG.sub(_masked_value, text)
    return _BEARER.sub(_masked_value, text)


def holds_secret(text: str) -> bool:
    """Whether ``masked`` would change ``text``."""
    return masked_text(text) != text


def masked_outcome(outcome: Outcome) -> Outcome:
    """The outcome with secrets masked in all sentences; its texts stay as they are.

    Whoever quotes lines of the texts masks the quotation.
    """
    return replace(
        outcome,
        changes=tuple(map(_masked_sentences, outcome.changes)),
        decisions=tuple(map(_masked_sentences, outcome.decisions)),
        diagnostics=tuple(map(_masked_sentences, outcome.diagnostics)),
        remaining=tuple(map(_masked_sentences, outcome.remaining)),
        direction=outcome.direction and _masked_sentences(outcome.direction),
        base=outcome.base and _masked_sentences(outcome.base),
        refusal=outcome.refusal and _masked_refusal(outcome.refusal),
    )


# A run says the same of many files.
_masked_sentence = lru_cache(maxsize=1024)(masked_text)


def _masked_refusal(refusal: Refusal) -> Refusal:
    message, help = _masked_sentence(refusal.message), _masked_sentence(refusal.help)
    return Refusal(message, refusal.line, refusal.column, help)


_SENTENCES = frozenset({"message", "help", "reason", "evidence", "subject", "dropped"})


def _masked_sentences(found: Any) -> Any:
    assert is_dataclass(found)
    new = {}
    for field in fields(found):
        if field.name in _SENTENCES:
            value = getattr(found, field.name)
            masked = (
                tuple(map(_masked_sentence, value))
                if isinstance(value, tuple)
                else _masked_sentence(value)
            )
            if masked != value:
                new[field.name] = masked
    return replace(found, **new) if new else found  # type: ignore[type-var]


def _masked_value(match: re.Match[str]) -> str:
    return match[0] if _is_harmless(match[2]) else f"{match[1]}{MASK}"


def _is_harmless(value: str) -> bool:
    """Whether a value only stands for a secret: a placeholder, a name, a reference."""
    return _HARMLESS.fullmatch(value) is not None


def _lines_of(body: str) -> str:
    """As many lines as before, so that lines keep their numbers."""
    return f"\n{MASK}" + "\n" * (body.count("\n") - 1) if "\n" in body else MASK
