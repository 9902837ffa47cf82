"""YAML composed once, however many modules read it: that is what takes the time of a large file."""

from __future__ import annotations

import functools
import warnings
from typing import Any

from ruamel.yaml import YAML

LARGE = 20_000
"""From how many characters on a text is one of few, such as a side of a merge."""


def roots(text: str) -> tuple[Any, ...]:
    """The root nodes of all documents, ``None`` for those without any; nobody changes them.

    Raises ``YAMLError``, ``ValueError`` or ``RecursionError`` for what ruamel.yaml refuses.
    """
    return _roots_of_large(text) if len(text) >= LARGE else _roots_of_small(text)


def _compose(text: str) -> tuple[Any, ...]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an anchor may be defined anew
        return tuple(YAML(typ="safe", pure=True).compose_all(text))


# A merge reads its sides, its base and its result again and again, and single documents between.
_roots_of_large = functools.lru_cache(maxsize=6)(_compose)
_roots_of_small = functools.lru_cache(maxsize=12)(_compose)
