"""YAML composed once, however many modules read it: that is what takes the time of a large file."""

from __future__ import annotations

import functools
import warnings
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StringMark, YAMLError

LARGE = 20_000
"""From how many characters on a text is one of few, such as a side of a merge."""
DEEPEST = 300
"""Brackets in one line of which none is closed; the time that they take grows with their square."""


def document_roots(text: str) -> tuple[Any, ...]:
    """The root nodes of all documents, ``None`` for those without any; nobody changes them.

    Raises ``YAMLError``, ``ValueError`` or ``RecursionError`` for what ruamel.yaml refuses.
    """
    found = _composed_large(text) if len(text) >= LARGE else _composed_small(text)
    if isinstance(found, Exception):
        raise found.with_traceback(None)
    return found


def _compose_text(text: str) -> tuple[Any, ...] | Exception:
    """The root nodes, or what was raised: to find that out takes its time, too."""
    if error := _too_deep(text):
        return error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an anchor may be defined anew
        try:
            return tuple(YAML(typ="safe", pure=True).compose_all(text))
        except (YAMLError, ValueError, RecursionError) as error:
            return error.with_traceback(None)


def _too_deep(text: str) -> MarkedYAMLError | None:
    if text.count("[") + text.count("{") <= DEEPEST:
        return None
    behind = -1
    for number, line in enumerate(text.split("\n")):
        start = behind + 1
        behind = start + len(line)
        if line.count("[") + line.count("{") <= DEEPEST:
            continue
        depth = 0
        for column, letter in enumerate(line):
            depth = depth + 1 if letter in "[{" else max(depth - (letter in "]}"), 0)
            if depth > DEEPEST:
                mark = StringMark("text", start + column, number, column, None, 0)
                problem = f"brackets nested more than {DEEPEST} deep"
                return MarkedYAMLError(problem=problem, problem_mark=mark)
    return None


# A merge reads its sides, its base and its result again and again, and single documents between.
_composed_large = functools.lru_cache(maxsize=6)(_compose_text)
_composed_small = functools.lru_cache(maxsize=12)(_compose_text)
