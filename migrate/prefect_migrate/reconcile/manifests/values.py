"""What a value of a manifest means, whatever its spelling.

Kubernetes reads YAML 1.1: ``0644`` is 420 and ``yes`` is true, but ``"8786"`` is no number.
"""

from __future__ import annotations

import re

from prefect_migrate.documents.manifest import Entry, Node

Value = object
"""``None``, bool, int, float, str, or a dict or tuple of values, tagged by type."""

NO_FACTS = frozenset(
    {"resources", "env", "args", "command", "labels", "annotations", "securityContext"}
)
"""Keys under which an empty value says the same as no value; ``emptyDir: {}`` says something."""

_TEMPLATE = re.compile(r"(?<!\$)\{\{|\{%")
_TRUE = frozenset(["true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"])
_FALSE = frozenset(["false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"])
_NULL = frozenset(["", "~", "null", "Null", "NULL"])
_INT = re.compile(r"[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0o?[0-7_]+|[1-9][0-9_]*|0)")
_FLOAT = re.compile(
    r"[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9_]+|[0-9][0-9_]*(?=[eE]))(?:[eE][-+]?[0-9]+)?"
)


def node_meaning(node: Node) -> Value:
    """The value of ``node``; equal values mean the same to Kubernetes."""
    if node.kind == "map":
        return {entry.key: node_meaning(entry.node) for entry in node.entries}
    if node.kind == "list":
        return tuple(node_meaning(entry.node) for entry in node.entries)
    if node.style == "*":
        return ("alias", node.text)
    if node.style:
        return ("str", node.text.rstrip("\r") if node.style in "|>" else node.text)
    return _scalar_meaning(node.text)


def _scalar_meaning(text: str) -> Value:
    if _TEMPLATE.search(text):
        return ("template", text)
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


def no_fact(key: str, node: Node) -> bool:
    """Whether ``key: node`` says nothing that a missing key doesn't say."""
    return key in NO_FACTS and node_meaning(node) in ({}, (), None)


def shown_value(node: Node, width: int = 40) -> str:
    """A short form of ``node`` for a reader."""
    if node.kind == "scalar":
        text = node.text if node.style in ("", "*") else repr(node.text)
    elif node.kind == "list":
        text = "[" + ", ".join(shown_value(entry.node, width) for entry in node.entries) + "]"
    else:
        text = "{" + ", ".join(f"{e.key}: {shown_value(e.node, width)}" for e in node.entries) + "}"
    return text if len(text) <= width else text[: width - 1] + "…"


def shown_difference(new: Node, old: Node) -> str:
    """How two values differ, in short: where they differ, not what they have in common."""
    if new.kind == old.kind == "list":
        return _lists_against(new, old)
    if new.kind == old.kind == "map":
        return _maps_against(new, old)
    if "\n" in new.text.rstrip("\n") and "\n" in old.text.rstrip("\n"):
        return " against ".join(
            "; ".join(f"`{line}`" for line in own) or "nothing more"
            for own in (_own_lines(new, old), _own_lines(old, new))
        )
    mine, yours = _from_difference(shown_value(new, 10_000), shown_value(old, 10_000))
    return f"{mine} against {yours}"


def _lists_against(new: Node, old: Node) -> str:
    its, others = _own_items(new, old), _own_items(old, new)
    if not its and not others:
        return "the same items in another order"
    if len(its) == len(others) == 1 and its[0].kind == others[0].kind != "scalar":
        return shown_difference(its[0], others[0])
    return f"{_listed_values(its)} against {_listed_values(others)}"


def _maps_against(new: Node, old: Node) -> str:
    parts = []
    for key in dict.fromkeys(entry.key for node in (new, old) for entry in node.entries):
        mine, yours = new.get(key), old.get(key)
        if mine is None or yours is None:
            held = mine or yours
            assert held is not None
            whole = f"`{key}: {shown_value(held.node, 60)}`"
            parts.append(f"{whole} against nothing" if mine else f"nothing against {whole}")
        elif node_meaning(mine.node) != node_meaning(yours.node):
            parts.append(f"`{key}` {shown_difference(mine.node, yours.node)}")
    return "; ".join(parts)


def shown_missing(new: Node, old: Node) -> list[str]:
    """What ``old`` says and ``new`` doesn't, in short."""
    if new.kind == old.kind == "list":
        return [f"`{shown_value(node, 60)}`" for node in _own_items(old, new)]
    if new.kind == old.kind == "map":
        return [f"`{e.key}: {shown_value(e.node, 60)}`" for e in _own_pairs(old, new)]
    if "\n" in old.text.rstrip("\n"):
        return [f"`{line}`" for line in _own_lines(old, new)]
    return [f"`{shown_value(old, 60)}`"]


def _own_items(node: Node, other: Node) -> list[Node]:
    held = [node_meaning(entry.node) for entry in other.entries]
    return [entry.node for entry in node.entries if node_meaning(entry.node) not in held]


def _own_pairs(node: Node, other: Node) -> list[Entry]:
    found = []
    for entry in node.entries:
        there = other.get(entry.key)
        if there is None or node_meaning(there.node) != node_meaning(entry.node):
            found.append(entry)
    return found


def _own_lines(node: Node, other: Node) -> list[str]:
    held = {line.strip() for line in other.text.splitlines()}
    return [s for line in node.text.splitlines() if (s := line.strip()) and s not in held]


def _listed_values(nodes: list[Node]) -> str:
    return ", ".join(f"`{shown_value(node, 60)}`" for node in nodes) if nodes else "nothing more"


def _from_difference(first: str, second: str, width: int = 40) -> tuple[str, str]:
    """Two texts from the word on in which they differ, where they are too long to be shown whole."""
    if max(len(first), len(second)) <= width:
        return first, second
    same = 0
    while same < min(len(first), len(second)) and first[same] == second[same]:
        same += 1
    start = first.rfind(" ", 0, same) + 1
    if start <= 1:
        start = 0
    cut = [("…" if start else "") + text[start:] for text in (first, second)]
    made = [text if len(text) <= width else text[: width - 1] + "…" for text in cut]
    return made[0] or "nothing more", made[1] or "nothing more"
