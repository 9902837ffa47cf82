"""YAML composed once, however many rooms read it: that is what takes the time of a large file."""

from __future__ import annotations

import functools
import warnings
from typing import Any

from ruamel.yaml import YAML


@functools.lru_cache(maxsize=4)
def roots(text: str) -> tuple[Any, ...]:
    """The root nodes of all documents, ``None`` for those without any; nobody changes them.

    Raises ``YAMLError``, ``ValueError`` or ``RecursionError`` for what ruamel.yaml refuses. A
    merge reads its two sides and its result again and again; four texts are enough for that.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an anchor may be defined anew
        return tuple(YAML(typ="safe", pure=True).compose_all(text))
