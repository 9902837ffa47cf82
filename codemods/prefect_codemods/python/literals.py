"""What can be read from literal expressions."""

from __future__ import annotations

from ast import literal_eval
from functools import lru_cache

from prefect_codemods.python.lazy_libcst import cst


def string_value(node: cst.CSTNode | None) -> str | None:
    """The value of a plain string literal (adjacent literals joined), else ``None``."""
    value: object = None
    if isinstance(node, cst.SimpleString):
        value = _evaluated(node.value)
    elif isinstance(node, cst.ConcatenatedString):
        value = node.evaluated_value
    return value if isinstance(value, str) else None


@lru_cache(maxsize=1024)
def _evaluated(written: str) -> object:
    """What the literal ``written`` stands for; rules ask for the same one again and again."""
    return literal_eval(written)


def boolean_value(node: cst.CSTNode | None) -> bool | None:
    """The value of a literal ``True`` or ``False``, else ``None``."""
    if isinstance(node, cst.Name) and node.value in {"True", "False"}:
        return node.value == "True"
    return None


def dictionary_items(node: cst.CSTNode) -> list[tuple[str, cst.BaseExpression]] | None:
    """The entries of a dictionary with plain string keys.

    Understands ``{"a": 1}`` and ``dict(a=1)``; ``None`` for anything else.
    """
    if isinstance(node, cst.Dict):
        found = []
        for element in node.elements:
            key = string_value(element.key) if isinstance(element, cst.DictElement) else None
            if key is None:
                return None
            found.append((key, element.value))
        return found
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value == "dict":
        if any(a.keyword is None for a in node.args):
            return None
        return [(a.keyword.value, a.value) for a in node.args if a.keyword is not None]
    return None
