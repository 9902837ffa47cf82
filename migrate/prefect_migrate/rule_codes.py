"""Which rule codes there are, without importing the rules: that takes a third of a second.

A configuration that names rules is read in every run, also in those with nothing to do. The codes
stand as literals in the calls of ``rule(``; a test holds them against the rules themselves.
"""

from __future__ import annotations

import difflib
import re
from functools import cache
from importlib import resources

_CALL = re.compile(r"""\brule\(\s*["'](PM\d{3,4})["'],\s*["']([\w.-]+)["']""")

_DIGITS = str.maketrans("OIL", "011")


@cache
def known_rules() -> dict[str, str]:
    """The names of all rules by their codes."""
    found: dict[str, str] = {}
    folders = [resources.files("prefect_codemods"), resources.files("prefect_migrate")]
    while folders:
        for entry in folders.pop().iterdir():
            if entry.is_dir():
                folders.append(entry)
            elif entry.name.endswith(".py"):
                found.update(_CALL.findall(entry.read_text(encoding="utf-8")))
    return found


def known_codes() -> frozenset[str]:
    """The codes of all rules."""
    return frozenset(known_rules())


def meant_code(message: str) -> str:
    """``; did you mean …?`` for the quoted word in ``message``, which is no rule code."""
    word = message.split("`")[1] if message.count("`") > 1 else ""
    names = {name: code for code, name in known_rules().items()}
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
