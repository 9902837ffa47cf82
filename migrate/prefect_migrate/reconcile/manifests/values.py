"""What a value of a manifest means, whatever its spelling.

Kubernetes reads YAML 1.1: ``0644`` is 420 and ``yes`` is true, but ``"8786"`` is no number.
"""

from __future__ import annotations

import re

from prefect_migrate.documents.manifest import Node

Value = object
"""``None``, bool, int, float, str, or a dict or tuple of values, tagged by type."""

NO_FACTS = frozenset(
    {"resources", "env", "args", "command", "labels", "annotations", "securityContext"}
)
"""Keys under which an empty value says the same as no value; ``emptyDir: {}`` says something."""

_TRUE = frozenset(["true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"])
_FALSE = frozenset(["false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"])
_NULL = frozenset(["", "~", "null", "Null", "NULL"])
_INT = re.compile(r"[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0o?[0-7_]+|[1-9][0-9_]*|0)")
_FLOAT = re.compile(
    r"[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9_]+|[0-9][0-9_]*(?=[eE]))(?:[eE][-+]?[0-9]+)?"
)


def meaning(node: Node) -> Value:
    """The value of ``node``; equal values mean the same to Kubernetes."""
    if node.kind == "map":
        return {entry.key: meaning(entry.node) for entry in node.entries}
    if node.kind == "list":
        return tuple(meaning(entry.node) for entry in node.entries)
    if node.style:
        return ("str", node.text.rstrip("\r") if node.style in "|>" else node.text)
    return _plain(node.text)


def _plain(text: str) -> Value:
    if text in _NULL:
        return None
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    if _INT.fullmatch(text):
        return ("number", _integer(text.replace("_", "")))
    if _FLOAT.fullmatch(text):
        return ("number", float(text.replace("_", "")))
    return ("str", text)


def _integer(text: str) -> int:
    sign = -1 if text.startswith("-") else 1
    digits = text.lstrip("+-")
    if digits.startswith(("0x", "0b", "0o")):
        return sign * int(digits, 0)
    return sign * int(digits, 8 if digits.startswith("0") and len(digits) > 1 else 10)


def is_empty(node: Node) -> bool:
    """Whether ``node`` is ``{}``, ``[]``, an empty string, or nothing."""
    return meaning(node) in ({}, (), None, ("str", ""))


def no_fact(key: str, node: Node) -> bool:
    """Whether ``key: node`` says nothing that a missing key doesn't say."""
    return key in NO_FACTS and meaning(node) in ({}, (), None)


def shown(node: Node, width: int = 40) -> str:
    """A short form of ``node`` for a reader."""
    if node.kind == "scalar":
        text = node.text if not node.style else repr(node.text)
    elif node.kind == "list":
        text = "[" + ", ".join(shown(entry.node, width) for entry in node.entries) + "]"
    else:
        text = "{" + ", ".join(f"{e.key}: {shown(e.node, width)}" for e in node.entries) + "}"
    return text if len(text) <= width else text[: width - 1] + "…"
