"""Words without which no rule has anything to do; searched before anything is parsed.

Imports nothing heavy: the tool asks here for every file.
"""

from __future__ import annotations

import re

WORDS = (
    r"prefect\.environments",
    r"from\s+prefect\s+import\s[^\n]*\b(environments|artifacts)",
    r"prefect\.engine\.executors",
    r"\benvironment\b",
)
"""Regular expressions; a text that none of them matches is done."""

_PYTHON = re.compile("|".join(WORDS))


def mentions(text: str) -> bool:
    """Whether a rule may have something to do in the Python text ``text``."""
    return "prefect" in text.lower()
