"""Code that a codemod writes: text, parts of the old code, and brackets with parts in them.

Parts of the old code keep their bytes, with their own edits and the comments that stand beside
them; line breaks are set only when it is known how long a line gets (``writing``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from prefect_codemods.python.lazy_libcst import cst


class Old(Enum):
    """The old code of the place that is edited, with the edits inside it."""

    ITSELF = "itself"


Code: TypeAlias = "str | Old | cst.CSTNode | Brackets | tuple[Code, ...]"
"""What takes the place of a node; a tuple is written from left to right."""


@dataclass(frozen=True, slots=True)
class Part:
    """An argument, an entry or an element: ``prefix`` is its keyword or its key."""

    prefix: str
    value: Code


@dataclass(frozen=True, slots=True)
class Brackets:
    """A call, a dictionary or a list: ``opening`` and ``closing`` with parts between them."""

    opening: str
    parts: tuple[Part, ...]
    closing: str


def new_call(name: str, arguments: Sequence[tuple[str, Code]]) -> Brackets:
    """``name(a=…, b=…)``; an argument without a name is positional."""
    return Brackets(f"{name}(", tuple(new_argument(n, v) for n, v in arguments), ")")


def new_argument(name: str, value: Code) -> Part:
    """``name=value``."""
    return Part(f"{name}=" if name else "", value)


def new_entry(key: str, value: Code) -> Part:
    """``"key": value``."""
    return Part(f"{string_literal(key)}: ", value)


def new_dictionary(entries: Sequence[tuple[str, Code]]) -> Brackets:
    """``{"a": …, "b": …}``."""
    return Brackets("{", tuple(new_entry(key, value) for key, value in entries), "}")


def new_list(values: Sequence[Code]) -> Brackets:
    """``[…, …]``."""
    return Brackets("[", tuple(Part("", value) for value in values), "]")


def string_literal(text: str) -> str:
    """A string literal as Black writes it."""
    plain = repr(text)
    return f'"{plain[1:-1]}"' if plain.startswith("'") and '"' not in text else plain


def old_parts(code: Code) -> Iterator[cst.CSTNode]:
    """The nodes of the old code that live on in ``code``."""
    if isinstance(code, tuple):
        for piece in code:
            yield from old_parts(piece)
    elif isinstance(code, Brackets):
        for part in code.parts:
            yield from old_parts(part.value)
    elif not isinstance(code, (str, Old)):
        yield code
