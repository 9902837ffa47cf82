"""Versions of Python that a text asks for: in CI, in packaging, in names of interpreters."""

from __future__ import annotations

import re
from collections.abc import Iterator

_KEYED = re.compile(
    r"(?<![\w./-])(?:(?:requires-)?python(?:[-_. ](?:requires|version))?|basepython|versionspec)"
    r"[\"']?[ \t]*(?:=(?!=)|:)(?P<value>[^\n#;]*(?:\n[ \t]*(?:-[ \t]*)?[\"']?\d[\d.]*[\"']?,?[ \t]*(?=\r?\n))*)",
    re.IGNORECASE,
)
_VERSION = re.compile(
    r"(?<![\w.<>!])(?P<lead>[\"']?(?:[~^=>]=?|===)?[ \t]*v?)(?P<version>[23]\.\d+)(?![\d])"
)
_SPEC = re.compile(
    r"(?:(?<![\w./-])python[ \t]*(?:==?|>=|~=)[ \t]*|^[ \t]*-[ \t]+[\"']?python[ \t]+)"
    r"(?P<version>[23]\.\d+)(?!\d)",
    re.MULTILINE,
)
"""Requirements on Python, and those of a list in a recipe of conda's, which need no operator."""
_PROGRAM = re.compile(
    r"(?<![\w.-])(?:/[\w./-]+/)?(?:python|pypy)(?P<version>[23]\.\d+)(?![\d.]*\w)"
)
_TOX = re.compile(r"(?<![\w-])py(?P<digits>[23]\d)(?!\d)")
_TOX_LIST = re.compile(r"(?<![\w-])py\{(?P<list>[^{}]*)\}")
_OTHER_USE = re.compile(r"target|known|classifier|markers?\b|site-packages", re.IGNORECASE)
"""Lines that speak of Python without asking for it: a formatter's target, a marker of another package."""


def asked_versions(text: str) -> Iterator[tuple[int, str]]:
    """Where a version of Python is asked for, and which."""
    found: dict[int, str] = {}
    for keyed in _KEYED.finditer(text):
        for match in _VERSION.finditer(text, keyed.start("value"), keyed.end("value")):
            found[match.start("version")] = match["version"]
    for pattern in (_SPEC, _PROGRAM):
        for match in pattern.finditer(text):
            found[match.start("version")] = match["version"]
    for match in _TOX.finditer(text):
        found[match.start()] = f"{match['digits'][0]}.{match['digits'][1]}"
    for listed in _TOX_LIST.finditer(text):
        for match in re.finditer(r"[23]\d\b", listed["list"]):
            found[listed.start("list") + match.start()] = f"{match[0][0]}.{match[0][1]}"
    for at, version in sorted(found.items()):
        start = text.rfind("\n", 0, at) + 1
        end = text.find("\n", at)
        if not _OTHER_USE.search(text, start, end if end >= 0 else len(text)):
            yield at, version
